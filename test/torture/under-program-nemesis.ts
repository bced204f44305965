import {randomUUID} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {listAccounts} from '../../source/bank/accounts.js';
import {openBank} from '../../source/bank/open-bank.js';
import {settleLeftOver} from '../../source/bank/settle-left-over.js';
import {connectDatabase} from '../../source/database/connect.js';
import {startProgram} from '../support/command-line.js';
import {startServer} from '../support/servers.js';
import {check, type Asked} from './check.js';
import {readBank} from './read-bank.js';
import type {Outcome} from './under-server-nemesis.js';

const below = (limit: number): number => Math.floor(Math.random() * limit);

type Told = {
	readonly type?: string;
	readonly transactionId?: string;
	readonly settled?: ReadonlyArray<{readonly transfer: {readonly id: string}; readonly outcome: string}>;
};

/** The lines that came whole: the last one of a program that was killed may not have. */
const wholeLines = (stdout: string): Told[] => stdout.split('\n').slice(0, -1).filter(line => line !== '').map(line => JSON.parse(line) as Told);

/**
Programs that make a transfer each are killed in the middle of it, until so many have been. What the living ones said, what
the dead ones had said, and what their successors found out about them is then held against what the bank holds.
*/
export const torturedByKills = async ({kills, clients}: {readonly kills: number; readonly clients: number}): Promise<Outcome> => {
	const server = await startServer();
	const database = await connectDatabase({url: server.url()});
	const state = await mkdtemp(path.join(os.tmpdir(), 'torture-'));
	const asked = new Map<string, Asked>();
	const counts = {programs: 0, kills: 0, committed: 0, refused: 0, conflicts: 0, settledMade: 0, settledNotMade: 0, settledUnknown: 0, reads: 0};
	const totals: bigint[] = [];
	const ended = new AbortController();
	const wrong: string[] = [];

	const settle = (id: string, outcome: string) => {
		const request = asked.get(id);
		if (!request) {
			wrong.push(`${id} was settled, and nobody asked for it`);
			return;
		}

		if (outcome === 'unknown') {
			counts.settledUnknown++;
			return;
		}

		const known = outcome === 'made' ? 'committed' : 'not-made';
		if (request.known !== 'unknown' && request.known !== known) {
			wrong.push(`${id} was ${request.known}, and was settled as ${outcome}`);
		}

		request.known = known;
		counts[outcome === 'made' ? 'settledMade' : 'settledNotMade']++;
	};

	try {
		const {bank} = await openBank(database, {schema: 'bank', accounts: 6});
		const accounts = (await listAccounts(bank)).map(({id}) => id);
		const env = {DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: 'bank', XDG_STATE_HOME: state};

		const runOne = async () => {
			const from = accounts[below(accounts.length)] ?? '';
			const others = accounts.filter(id => id !== from);
			const cents = 1 + below(20_000);
			const request: Asked = {id: randomUUID(), from, to: others[below(others.length)] ?? '', cents: BigInt(cents), known: 'unknown'};
			asked.set(request.id, request);
			const fault = Math.random() < 0.3 ? ['--fault', 'lose-commit'] : [];
			const program = startProgram([
				'transfer', request.from, request.to, (cents / 100).toFixed(2), '--id', request.id, '--json', '--base', '20ms', '--max-attempts', '100', ...fault,
			], {env});
			counts.programs++;
			const isDoomed = Math.random() < 0.7;
			if (isDoomed) {
				// A transfer takes some ten milliseconds from here.
				await program.until(/"transfer-started"/v).catch(() => undefined);
				await sleep(below(25));
				program.kill('SIGKILL');
			}

			const {stdout, code, signal} = await program.ended;
			counts.kills += signal === 'SIGKILL' ? 1 : 0;
			for (const {type, transactionId, settled = []} of wholeLines(stdout)) {
				counts.conflicts += type === 'attempt-failed' ? 1 : 0;
				if (type === 'committed' && transactionId === request.id) {
					request.known = 'committed';
				}

				for (const {transfer, outcome} of settled) {
					settle(transfer.id, outcome);
				}
			}

			if (code === 7 || code === 5) {
				request.known = 'not-made';
				counts.refused++;
			} else if (code === 0 && request.known !== 'committed') {
				wrong.push(`${request.id} ended with code 0 and never said that it committed`);
			}

			counts.committed += request.known === 'committed' ? 1 : 0;
		};

		/** Reads the balances all the while: whatever is killed, they must add up. */
		const read = async () => {
			while (!ended.signal.aborted) {
				const balances = await listAccounts(bank);
				totals.push(balances.reduce((sum, {balance}) => sum + balance, 0n));
				counts.reads++;
				await sleep(5);
			}
		};

		const reading = read();
		/** Which moments the kills hit is chance: it goes on, within limits, until they have hit what there is to prove. */
		const provesNothing = () => counts.committed === 0 || counts.settledMade === 0 || counts.settledNotMade === 0;
		await Promise.all(Array.from({length: clients}, async () => {
			while (counts.kills < kills || (provesNothing() && counts.kills < kills * 10)) {
				await runOne();
			}
		}));
		ended.abort();
		await reading;
		for (const {transfer: {id}, outcome} of await settleLeftOver(bank, path.join(state, 'backoff-bank'))) {
			settle(id, outcome);
		}

		for (const {transfer: {id}} of await settleLeftOver(bank, path.join(state, 'backoff-bank'))) {
			wrong.push(`${id} is still open, though nobody is left to commit it`);
		}

		wrong.push(...check({asked, totals, ...await readBank(bank)}));
		if (provesNothing()) {
			wrong.push('nothing committed, or nothing was settled as made, or nothing as not made: it proves nothing');
		}

		return {wrong, counts};
	} finally {
		await database.close();
		await server.stop();
		await rm(state, {recursive: true});
	}
};
