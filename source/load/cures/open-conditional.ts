import type {Transfer} from '../../bank/transfer.js';
import type {Cure} from './cure.js';
import {Lane} from './lane.js';
import {makeAtOnce} from './make-at-once.js';
import {oneStatement} from './one-statement.js';
import {Turns} from './turns.js';

/** Readies it: see `conditional.ts`. */
export const openConditional: Cure['open'] = async (bank, clients, options) => {
	const {pipelined} = bank.database;
	const statement = oneStatement(bank.tables);
	const lanes = new Turns(Array.from({length: Math.min(clients, pipelined.options.max)}, () => new Lane(bank, options.isolation)));
	const atOnce = {
		bank,
		options,
		send: async (transfer: Transfer, signal: AbortSignal) => lanes.use(signal, async lane => {
			const {rowCount} = await lane.send(statement(transfer), signal);
			return rowCount === 1;
		}),
	};
	return {
		async move(transfer, client) {
			await makeAtOnce(atOnce, transfer, client);
		},
		async close() {
			for (const lane of lanes.all) {
				lane.close();
			}
		},
	};
};
