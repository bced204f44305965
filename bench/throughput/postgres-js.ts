import {setTimeout as sleep} from 'node:timers/promises';
import postgres from 'postgres';
import type {Contender} from './contender.js';
import {runClients, type Move} from './run-clients.js';
import type {Stage} from './stage.js';
import {fullJitterDelay} from './waits.js';

/** As many connections as the program opens by itself. */
const connections = 20;

const retryable = new Set(['40001', '40P01']);

/** The plain transfer, with the same statements and the same waits, as its users would write it. */
const moveWith = (sql: postgres.Sql, {bank: {tables}}: Stage): Move => async ({id, from, to, cents}, _client, signal) => {
	const [accounts, transfers] = [sql(`${tables.schema}.accounts`), sql(`${tables.schema}.transfers`)];
	const amount = String(cents);
	for (let failures = 1; !signal.aborted; failures++) {
		try {
			await sql.begin('isolation level serializable', async transaction => {
				const [payer] = await transaction<Array<{balance: string}>>`SELECT balance FROM ${accounts} WHERE id = ${from}`;
				if (!payer || BigInt(payer.balance) < cents) {
					throw new Error('The payer has nothing left.');
				}

				await transaction`UPDATE ${accounts} SET balance = balance - ${amount} WHERE id = ${from}`;
				await transaction`UPDATE ${accounts} SET balance = balance + ${amount} WHERE id = ${to}`;
				await transaction`INSERT INTO ${transfers} (id, from_account, to_account, cents) VALUES (${id}, ${from}, ${to}, ${amount})`;
			});
			return;
		} catch (error) {
			if (!(error instanceof postgres.PostgresError && retryable.has(error.code))) {
				throw error;
			}

			await sleep(fullJitterDelay(failures), undefined, {signal});
		}
	}
};

/** Another driver for Node, which takes pride in being quick. It prepares statements by itself. */
export const postgresJs: Contender = {
	name: 'postgres.js',
	title: 'postgres.js, by hand',
	kind: 'others',
	isOneEach: true,
	async compete(cell, ms) {
		const {host, port, user, database} = cell.stage.connection;
		const sql = postgres({host, port, user, database, max: Math.min(connections, cell.clients)});
		try {
			return await runClients(cell, ms, moveWith(sql, cell.stage));
		} finally {
			await sql.end();
		}
	},
};
