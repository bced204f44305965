import {randomUUID} from 'node:crypto';
import type pg from 'pg';
import {listAccounts} from '../source/bank/accounts.js';
import {openBank} from '../source/bank/open-bank.js';
import type {Tables} from '../source/bank/tables.js';
import {connectDatabase} from '../source/database/connect.js';
import {formatSummary, inTurn, judge, print, printMachine, printTable, ratios, summarise} from './measure.js';
import {runTransaction} from 'backoff-bank';

/**
What `runTransaction` costs beside hand-written pg, for a transfer that nobody disturbs: one client, one connection, the
embedded server. All ways send the same six statements over the same pool, and take turns. The library is the built one,
as its users have it: the loader that runs this file names every function as it is made, which costs.
*/

const target = 1.05;
/** Many short rounds: what disturbs the machine then meets all ways alike. */
const rounds = 150;
const transfersPerRound = 60;
const warmUpRounds = 15;

type Query = (text: string, values: unknown[]) => Promise<{rows: Array<{balance: string}>}>;

type Transfer = {readonly tables: Tables; readonly from: string; readonly to: string};

/** The statements of a transfer, the same for all. */
const move = async (query: Query, {tables, from, to}: Transfer): Promise<void> => {
	const {rows: [payer]} = await query(`SELECT balance FROM ${tables.accounts} WHERE id = $1`, [from]);
	if (!payer || BigInt(payer.balance) < 1n) {
		throw new Error('The payer has nothing left.');
	}

	await query(`UPDATE ${tables.accounts} SET balance = balance - $2 WHERE id = $1`, [from, '1']);
	await query(`UPDATE ${tables.accounts} SET balance = balance + $2 WHERE id = $1`, [to, '1']);
	await query(`INSERT INTO ${tables.transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4)`, [randomUUID(), from, to, '1']);
};

/** As people write it by hand: no retry, but nothing left open and no client lost. */
const byHand = async (pool: pg.Pool, transfer: Transfer): Promise<void> => {
	const client = await pool.connect();
	try {
		await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
		await move(async (text, values) => client.query(text, values), transfer);
		await client.query('COMMIT');
	} catch (error) {
		await client.query('ROLLBACK');
		throw error;
	} finally {
		client.release();
	}
};

const ways = {
	'hand-written pg': byHand,
	async runTransaction(pool: pg.Pool, transfer: Transfer) {
		await runTransaction(pool, async transaction => move(async (text, values) => transaction.query(text, values), transfer));
	},
	async 'runTransaction, onEvent'(pool: pg.Pool, transfer: Transfer) {
		await runTransaction(pool, async transaction => move(async (text, values) => transaction.query(text, values), transfer), {
			onEvent() {
				// What is measured is the telling.
			},
		});
	},
} as const;

type Way = keyof typeof ways;

const names = ['hand-written pg', 'runTransaction', 'runTransaction, onEvent'] as const satisfies readonly Way[];

printMachine();
const database = await connectDatabase({url: undefined});
const times: Record<Way, number[]> = {'hand-written pg': [], runTransaction: [], 'runTransaction, onEvent': []};
try {
	const {bank} = await openBank(database, {schema: 'bench'});
	const [from, to] = await listAccounts(bank);
	const transfer = {tables: bank.tables, from: from?.id ?? '', to: to?.id ?? ''};
	for (let round = -warmUpRounds; round < rounds; round++) {
		for (const name of inTurn(names, round + warmUpRounds)) {
			const started = performance.now();
			for (let count = 0; count < transfersPerRound; count++) {
				await ways[name](database.pool, transfer);
			}

			if (round >= 0) {
				times[name].push((performance.now() - started) / transfersPerRound);
			}
		}
	}
} finally {
	await database.close();
}

const hand = times['hand-written pg'];
print(`An uncontended transfer, ${rounds} rounds of ${transfersPerRound} each; median (quartiles) of the rounds`);
print();
printTable(['', 'µs a transfer', 'times hand-written'], names.map(name => [
	name,
	formatSummary(summarise(times[name].map(ms => ms * 1000)), 0),
	formatSummary(summarise(ratios(times[name], hand)), 3),
]));
judge('runTransaction, times hand-written pg:', summarise(ratios(times.runTransaction, hand)).median, target, 3);
