import type {TestContext} from 'node:test';
import {freeze, noFreezing} from '../database/frozen.js';
import {layLine} from '../support/lossy-line.js';
import {ownServer} from '../support/own-server.js';
import type {Server} from '../support/servers.js';
import {endSessionsOf, makeUser} from '../support/users.js';

/** A bank's server, and what can be done to it. */
export type Place = {
	/** What the program is given. */
	readonly url: string;
	/** As the superuser, and not over what may be lost. */
	readonly adminUrl: string;
	/** Loses the server. */
	lose(): Promise<void> | void;
	/** Brings it back; nothing where it was never away. */
	restore?(): Promise<void> | void;
};

export type Loss = {
	readonly name: string;
	/** What the line of the audit says; nothing where the server is there again before anybody could read it. */
	readonly words?: RegExp;
	/** What the transfer under way says. */
	readonly failure: RegExp;
	readonly options?: {readonly skip: string | false};
	place(t: TestContext, shared: Server): Promise<Place>;
};

/** Ways to lose a server, each of them real. Those that a server doesn't mind share one. */
export const losses: readonly Loss[] = [
	{
		name: 'a server that is restarted',
		words: /◌ the server is down: nobody listens there; (?:again in|asking again)/v,
		failure: /ECONNREFUSED|57P0[13]/v,
		async place(t) {
			const {url, end, start} = await ownServer(t);
			return {url, adminUrl: url, lose: async () => end('SIGINT'), restore: async () => start()};
		},
	},
	{
		name: 'a server that is killed',
		words: /◌ the server is down: nobody listens there; (?:again in|asking again)/v,
		failure: /ECONNREFUSED|ECONNRESET|terminated/v,
		async place(t) {
			const {url, end, start} = await ownServer(t);
			return {url, adminUrl: url, lose: async () => end('SIGKILL'), restore: async () => start()};
		},
	},
	{
		name: 'a server that freezes',
		words: /◌ the server does not answer; (?:again in|asking again)/v,
		failure: /timeout/v,
		options: {skip: noFreezing},
		async place(t) {
			const {url, processId} = await ownServer(t);
			let thaw = () => undefined as void;
			return {
				url,
				adminUrl: url,
				lose() {
					thaw = freeze(t, processId());
				},
				restore() {
					thaw();
				},
			};
		},
	},
	{
		name: 'a server in recovery',
		words: /◌ the server is starting, stopping or recovering \(57P03\); (?:again in|asking again)/v,
		failure: /57P03/v,
		async place(t) {
			const {url, end, start} = await ownServer(t, {wal_level: 'replica'});
			return {
				url,
				adminUrl: url,
				async lose() {
					await end();
					await start('recovering');
				},
				async restore() {
					await end();
					await start();
				},
			};
		},
	},
	{
		name: 'refused connections',
		words: /◌ the server is down: nobody listens there; (?:again in|asking again)/v,
		failure: /ECONNREFUSED/v,
		async place(t, shared) {
			const line = await layLine(t, shared);
			return {url: line.url(await makeUser(shared, 'refused')), adminUrl: shared.url(), lose: line.refuse, restore: line.mend};
		},
	},
	{
		name: 'too many connections',
		words: /◌ the server takes no more connections \(53300\); (?:again in|asking again)/v,
		failure: /53300/v,
		async place(_t, shared) {
			const login = await makeUser(shared, 'crowd');
			return {
				url: shared.url(login),
				adminUrl: shared.url(),
				async lose() {
					await shared.run('ALTER ROLE crowd CONNECTION LIMIT 0');
					await endSessionsOf(shared, 'crowd');
				},
				async restore() {
					await shared.run('ALTER ROLE crowd CONNECTION LIMIT -1');
				},
			};
		},
	},
	{
		name: 'a network that swallows packets',
		words: /◌ the server does not answer; (?:again in|asking again)/v,
		failure: /timeout/v,
		async place(t, shared) {
			const line = await layLine(t, shared);
			return {url: line.url(await makeUser(shared, 'swallowed')), adminUrl: shared.url(), lose: line.swallow, restore: line.mend};
		},
	},
	{
		name: 'sessions ended by an administrator',
		failure: /57P01/v,
		async place(_t, shared) {
			const login = await makeUser(shared, 'ended');
			return {
				url: shared.url(login),
				adminUrl: shared.url(),
				async lose() {
					await endSessionsOf(shared, 'ended');
				},
			};
		},
	},
	{
		name: 'connections cut, idle or not',
		failure: /terminated|ECONNRESET/v,
		async place(t, shared) {
			const line = await layLine(t, shared);
			return {url: line.url(await makeUser(shared, 'cut')), adminUrl: shared.url(), lose: line.cut};
		},
	},
];
