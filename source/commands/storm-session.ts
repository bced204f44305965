import {auditBank, type Audit} from '../bank/audit.js';
import type {Bank} from '../bank/bank.js';
import {CountedBooks} from '../bank/counted-books.js';
import type {OnBankEvent} from '../bank/events.js';
import {openBank} from '../bank/open-bank.js';
import {openFirstAccounts} from '../bank/opening-accounts.js';
import {watchBank} from '../bank/watch.js';
import {connectDatabase, type ConnectOptions, type Database} from '../database/connect.js';
import {connectionsLeft} from '../database/connections-left.js';
import {createOutage} from '../load/outage.js';
import {startStorm, type Storm, type StormOptions} from '../load/storm.js';
import {SettingError, type Origins, type Settings} from '../settings.js';
import {checkOffered} from './check-offered.js';

/** As many connections a storm takes at most: each is a process of the server's, and more of them make nothing faster. */
export const mostConnections = 100;
/** Left to others, and to what watches. */
const spared = 5;
/** How many accounts a storm is on, unless told otherwise. */
const usualStormAccounts = 2;

/** A bank that storms can be let loose on. */
export type StormSession = {
	readonly database: Database;
	readonly bank: Bank;
	/** How many connections the clients share at most. */
	readonly connections: number;
	/** Starts a storm as the settings have it, but for what is given here. */
	start(changes: Partial<StormOptions> & Pick<StormOptions, 'onEvent'>): Storm;
	/** Audits over and over, and reads the balances of accounts, until the signal is aborted. */
	watch(onEvent: OnBankEvent, accounts: () => readonly string[], signal: AbortSignal): void;
	/**
	Audits once more, when nothing is under way any more. Whoever has `patience` waits for a server that is lost in that moment, which is
	told as `watch` tells it.
	*/
	conclude(patience?: {readonly onEvent: OnBankEvent; readonly signal: AbortSignal}): Promise<Audit>;
};

/** What a storm takes of the settings; where nobody said anything else, it waits for less long, and until it is done. */
export const stormOptions = (settings: Settings, origins: Origins): Omit<StormOptions, 'onEvent'> => {
	const {cure, clients, accounts, hot, rate, think, duration, seed, policy, base, cap, maxAttempts, timeout, isolation, restart} = settings;
	const unlessSet = (name: 'base' | 'cap' | 'maxAttempts', value: number, own: number): number => origins.get(name) === 'default' ? own : value;
	const stormCap = unlessSet('cap', cap, Math.max(1000, base));
	return {
		cure, clients, accounts: accounts ?? usualStormAccounts, hot, rate, think, duration, seed, policy,
		base: unlessSet('base', base, Math.min(10, stormCap)),
		cap: stormCap,
		maxAttempts: unlessSet('maxAttempts', maxAttempts, Infinity),
		deadline: timeout,
		isolation,
		restart,
	};
};

/** How many connections the clients may share. */
export const countConnections = async ({pool, limitConnections, server: {engine: {tellsConnections}}}: Database): Promise<number> => {
	const left = (tellsConnections ? await connectionsLeft(pool) : undefined) ?? Infinity;
	const connections = Math.max(1, Math.min(mostConnections, left - spared));
	limitConnections(connections);
	return connections;
};

/**
Opens a database and the bank in it for storms. `onDatabase` is told as soon as there is something to close.

@throws As `connectDatabase` and `openBank` do.
@throws {SettingError} The server doesn't have what the settings ask for.
*/
export const openStormSession = async (
	settings: Settings,
	origins: Origins,
	{signal, onStage, onDatabase, onOpening}: Pick<ConnectOptions, 'onStage'> & {
		readonly signal: AbortSignal;
		onDatabase(database: Database): void;
		/** Accounts are about to be opened. */
		onOpening?(): void;
	},
): Promise<StormSession> => {
	const {url, schema, statementTimeout, poolTimeout, accounts, cure} = settings;
	const database = await connectDatabase({url, connections: mostConnections, statementTimeout, poolTimeout, signal, ...(onStage && {onStage})});
	onDatabase(database);
	checkOffered(settings, database.server);
	const connections = await countConnections(database);
	onOpening?.();
	const {bank} = await openBank(database, {schema, accounts});
	const options = stormOptions(settings, origins);
	await openFirstAccounts(bank, options.accounts);
	const refusal = cure.refusal?.(bank);
	if (refusal !== undefined) {
		throw new SettingError(`${refusal}. Choose another cure (--cure).`);
	}

	const books = new CountedBooks();
	return {
		database,
		bank,
		connections,
		start: changes => startStorm(bank, {...options, isolation: database.server.engine.onlyLevel ?? options.isolation, books, ...changes}),
		watch(onEvent, watched, until) {
			const {policy, base, cap} = settings;
			watchBank(bank, {signal: until, onEvent, books: () => books.books(), backoff: {policy, base, cap}, accounts: watched});
		},
		async conclude(patience) {
			const audit = async () => auditBank(bank, books.books(true));
			if (!patience) {
				return audit();
			}

			const {signal: given, onEvent: tell} = patience;
			const {policy, base, cap} = settings;
			const {outlast} = createOutage(database, {backoff: {policy, base, cap}, signal: given}, {
				onLost(loss) {
					tell({...loss, type: 'balances-lost'});
				},
			});
			return outlast(audit);
		},
	};
};
