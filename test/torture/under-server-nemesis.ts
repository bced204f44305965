import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {listAccounts} from '../../source/bank/accounts.js';
import type {Bank} from '../../source/bank/bank.js';
import type {BankEvent} from '../../source/bank/events.js';
import {faults, type Fault} from '../../source/bank/faults.js';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {TransferRefusedError} from '../../source/bank/refusal.js';
import {connectDatabase} from '../../source/database/connect.js';
import {OutcomeUnknownError} from '../../source/transactions/errors.js';
import type {TransactionEvent} from '../../source/transactions/events.js';
import {isolationLevels} from '../../source/transactions/isolation.js';
import {check, type Asked} from './check.js';
import {readBank} from './read-bank.js';

/** How long and how hard. Whichever of the three comes last ends it. */
export type Siege = {
	readonly clients: number;
	/** In ms. */
	readonly time: number;
	readonly lostCommits: number;
	readonly serverKills: number;
};

export type Outcome = {
	readonly wrong: readonly string[];
	readonly counts: Readonly<Record<string, number>>;
};

const below = (limit: number): number => Math.floor(Math.random() * limit);

const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T;

const named = (name: string): Fault[] => faults.filter(fault => fault.name === name);

/** Now and then something that strikes this very transfer. */
const someFaults = (): readonly Fault[] => {
	const chance = Math.random();
	return chance < 0.15 ? named('lose-commit') : (chance < 0.2 ? named('cut') : []);
};

/**
Clients move money on a real server while a nemesis kills the server, ends sessions and loses answers to COMMIT, at random.
What the clients were told is then held against what the bank holds.
*/
export const torturedByServer = async ({clients, time, lostCommits, serverKills}: Siege): Promise<Outcome> => {
	const database = await connectDatabase({connections: clients * 3});
	const ended = new AbortController();
	const asked = new Map<string, Asked>();
	const totals: bigint[] = [];
	const counts = {
		committed: 0, refused: 0, notMade: 0, unknown: 0, conflicts: 0, lostCommits: 0, resolvedCommitted: 0, resolvedNotCommitted: 0,
		cuts: 0, serverKills: 0, endedSessions: 0, reads: 0, rivals: 0, committedUnwatched: 0,
	};

	const hear = (event: BankEvent | TransactionEvent) => {
		if (event.type === 'rival-sent') {
			asked.set(event.transfer.id, {...event.transfer, known: 'unknown'});
			counts.rivals++;
		}

		if (event.type === 'committed' && event.session.startsWith('rival')) {
			const rival = asked.get(event.transactionId);
			if (rival) {
				rival.known = 'committed';
			}
		}

		if (event.type === 'outcome-resolved') {
			counts[event.committed ? 'resolvedCommitted' : 'resolvedNotCommitted']++;
		}

		if (event.type === 'attempt-failed' && event.failure.code === '40001') {
			counts.conflicts++;
		}

		if (event.type === 'fault-injected') {
			counts[event.fault === 'cut' ? 'cuts' : 'lostCommits']++;
		}
	};

	const send = async (bank: Bank, accounts: readonly string[]) => {
		const from = pick(accounts);
		const transfer = {id: randomUUID(), from, to: pick(accounts.filter(id => id !== from)), cents: BigInt(1 + below(30_000))};
		const request: Asked = {...transfer, known: 'unknown'};
		asked.set(transfer.id, request);
		// Where nobody listens, BEGIN goes along with the first statement, and the ledger's row with COMMIT.
		const isWatched = Math.random() < 0.7;
		try {
			await makeTransfer(bank, transfer, {
				base: 2, cap: 200, maxAttempts: 40, deadline: 20_000, isolation: pick(isolationLevels),
				...(isWatched && {rivals: Math.random() < 0.1 ? 1 : 0, faults: someFaults(), onEvent: hear}),
			});
			request.known = 'committed';
			counts.committed++;
			counts.committedUnwatched += isWatched ? 0 : 1;
		} catch (error) {
			if (error instanceof OutcomeUnknownError) {
				counts.unknown++;
			} else {
				request.known = 'not-made';
				counts[error instanceof TransferRefusedError ? 'refused' : 'notMade']++;
			}
		}
	};

	/** Runs something over and over, until all is over; what fails meanwhile fails because of the nemesis. */
	const keepOn = async (work: () => Promise<void>) => {
		while (!ended.signal.aborted) {
			try {
				await work();
			} catch {
				await sleep(10);
			}
		}
	};

	try {
		const {bank} = await openBank(database, {schema: 'bank', accounts: 6});
		const accounts = (await listAccounts(bank)).map(({id}) => id);
		const read = async () => {
			const balances = await listAccounts(bank);
			totals.push(balances.reduce((sum, {balance}) => sum + balance, 0n));
			counts.reads++;
			await sleep(5);
		};

		const disturb = async () => {
			await sleep(100 + below(400));
			if (Math.random() < 0.7) {
				await database.crash?.();
				counts.serverKills++;
			} else {
				const {rowCount} = await database.reader.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = \'backoff-bank\'');
				counts.endedSessions += rowCount ?? 0;
			}
		};

		const everyone = [
			...Array.from({length: clients}, async () => keepOn(async () => send(bank, accounts))),
			keepOn(read),
			keepOn(disturb),
		];
		const until = performance.now() + time;
		while (performance.now() < until || counts.lostCommits < lostCommits || counts.serverKills < serverKills) {
			await sleep(50);
		}

		ended.abort();
		await Promise.all(everyone);
		const wrong = check({asked, totals, ...await readBank(bank)});
		if (counts.conflicts === 0 || counts.committed === 0 || counts.committedUnwatched === 0 || counts.resolvedCommitted === 0) {
			wrong.push('it met no 40001, no commit, none that nobody watched, or no unknown outcome, and proves nothing');
		}

		return {wrong, counts};
	} finally {
		ended.abort();
		await database.close();
	}
};
