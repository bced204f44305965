import {cockroachdb, injections} from '../database/engines/cockroachdb.js';
import type {ServerIdentity} from '../database/identify-server.js';
import {wireOf} from '../database/wire.js';
import type {Gate, GatePoint} from '../transactions/gate.js';
import {isCommit} from '../transactions/restart.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';

/** Something that can be made to go wrong, for real, with the next transfer. */
export type Fault = {
	readonly name: string;
	readonly title: string;
	/** What happens, and what is to be seen. */
	readonly help: string;
	/** It strikes when this statement is about to be sent. */
	readonly at: string;
	/** Only a server of our own can be treated like that. */
	readonly isEmbeddedOnly?: true;
	/** Only some servers can have it done to them. */
	isOffered?(server: ServerIdentity): boolean;
	strike(point: GatePoint, bank: Bank): Promise<void>;
};

/** How long a frozen line stays frozen, in ms. */
const freezeTime = 2000;
/** How much longer a slow line takes, and for how long, in ms. */
const slowness = 50;
const slowTime = 3000;

/** Whether the server has a setting. */
const isTaken = ({settings: {taken}}: ServerIdentity, setting: string): boolean => taken.some(({name}) => name === setting);

/** Resolves when the line has ended: what is done to a session, it learns a moment later, and then in the server's words. */
const untilEnded = async ({client, signal}: GatePoint): Promise<void> => {
	const wire = wireOf(client);
	if (!wire || wire.closed) {
		return;
	}

	const {promise, resolve} = Promise.withResolvers<void>();
	const stop = () => {
		resolve();
	};

	wire.once('close', stop);
	signal.addEventListener('abort', stop, {once: true});
	await promise;
};

export const faults: readonly Fault[] = [
	{
		name: 'lose-commit',
		title: 'lose the answer to COMMIT',
		help: 'the server commits; we never hear',
		at: 'commit',
		async strike({client}) {
			wireOf(client)?.loseAnswer();
		},
	},
	{
		name: 'cut',
		title: 'cut the line before COMMIT',
		help: 'rolled back, and we know that it is',
		at: 'commit',
		async strike({client}) {
			await wireOf(client)?.cut();
		},
	},
	{
		name: 'end-session',
		title: 'end the session from another one',
		help: 'as an administrator would',
		at: 'debit',
		isOffered: ({engine}) => engine.sessionEnding !== undefined,
		async strike(point, {database: {pool, server: {engine: {sessionEnding}}}}) {
			const ended = untilEnded(point);
			const {rows: [row]} = await point.client.query(sessionEnding?.ask ?? '');
			await pool.query(sessionEnding?.end(String(Object.values(row ?? {})[0])) ?? '');
			await ended;
		},
	},
	{
		name: 'freeze',
		title: 'freeze the line for two seconds',
		help: 'nothing gets through, then all of it',
		at: 'debit',
		async strike({client}) {
			wireOf(client)?.freeze(freezeTime);
		},
	},
	{
		name: 'latency',
		title: 'a slow line for three seconds',
		help: '50 ms more, each way',
		at: 'begin',
		async strike({client}) {
			wireOf(client)?.slow(slowness, slowTime);
		},
	},
	{
		name: 'restart',
		title: 'kill the server before COMMIT',
		help: 'it comes back, and has lost nothing',
		at: 'commit',
		isEmbeddedOnly: true,
		async strike(point, {database: {crash}}) {
			const ended = untilEnded(point);
			await crash?.();
			await ended;
		},
	},
	{
		name: 'conflict',
		title: 'have the server ask for a retry',
		help: '40001 though nobody was in the way',
		at: 'debit',
		isOffered: ({engine}) => engine === cockroachdb,
		async strike({client}, {database: {server}}) {
			// Versions that don't have the setting have the function. What it throws is the answer that was asked for.
			await client.query(isTaken(server, injections.statement) ? `SET LOCAL ${injections.statement} = true` : 'SELECT crdb_internal.force_retry(\'1h\')');
		},
	},
	{
		name: 'commit-conflict',
		title: 'have the server refuse COMMIT',
		help: '40001 where few retry loops look',
		at: 'commit',
		isOffered: server => isTaken(server, injections.commit),
		async strike({client}) {
			await client.query(`SET LOCAL ${injections.commit} = true`);
		},
	},
];

/** Why a fault can't be done to this server; undefined where it can. */
export const faultRefusal = ({name, isEmbeddedOnly, isOffered}: Fault, server: ServerIdentity): string | undefined => {
	if (isEmbeddedOnly && !server.embedded) {
		return `The fault ${name} is for the embedded server only`;
	}

	return isOffered?.(server) === false ? `${server.engine.title} ${server.version} can't be made to show the fault ${name}` : undefined;
};

/** Lets each of the faults strike once, in the order in which they are given: the next one only after the one before. */
export const faultGate = (bank: Bank, asked: readonly Fault[], onEvent?: OnBankEvent): Gate => {
	const armed = [...asked];
	return async point => {
		const [fault] = armed;
		const {label} = point.statement;
		if (fault === undefined || fault.at !== (isCommit(label) ? 'commit' : label)) {
			return;
		}

		armed.shift();
		const {transactionId, attempt} = point;
		onEvent?.({type: 'fault-injected', at: Date.now(), transactionId, attempt, fault: fault.name, title: fault.title});
		await fault.strike(point, bank);
	};
};
