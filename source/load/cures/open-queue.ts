import {availableParallelism} from 'node:os';
import type {Transfer} from '../../bank/transfer.js';
import type {Database} from '../../database/connect.js';
import {AccountLanes} from './account-lanes.js';
import type {Cure} from './cure.js';
import {Lane} from './lane.js';
import {makeAtOnce} from './make-at-once.js';
import {oneStatement} from './one-statement.js';

/**
How many connections it takes. Where the server shares this machine, more of them than keep its cores busy only get in each
other's way; elsewhere a statement mostly waits, for the network or for other nodes.
*/
const countLanes = ({pipelined, server}: Database, clients: number): number =>
	Math.min(clients, pipelined.options.max, server.isLocal ? 2 * availableParallelism() : Infinity);

/** Readies it: see `queue.ts`. */
export const openQueue: Cure['open'] = async (bank, clients, options) => {
	const open = () => new Lane(bank, options.isolation);
	const lanes = [open(), ...Array.from({length: countLanes(bank.database, clients) - 1}, open)] as const;
	const accounts = new AccountLanes(lanes);
	const statement = oneStatement(bank.tables);
	const atOnce = {
		bank,
		options,
		send: async (transfer: Transfer, signal: AbortSignal) => accounts.use([transfer.from, transfer.to], signal, async lane => {
			const {rowCount} = await lane.send(statement(transfer), signal);
			return rowCount === 1;
		}),
	};
	return {
		async move(transfer, client) {
			await makeAtOnce(atOnce, transfer, client);
		},
		async close() {
			for (const lane of lanes) {
				lane.close();
			}
		},
	};
};
