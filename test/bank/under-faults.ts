import {faults, type Fault} from '../../source/bank/faults.js';
import type {TransferOptions} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {createEventLog} from '../support/event-log.js';
import {makeTransferOn, startServer} from '../support/servers.js';
import {transferOf} from '../support/tellers.js';

export const faultNamed = (name: string): Fault => {
	const found = faults.find(fault => fault.name === name);
	if (!found) {
		throw new Error(`There is no fault ${name}`);
	}

	return found;
};

/** How much there is once $600 of Ada's $1,000 are Ben's. */
export const moved = {Ada: 40_000n, Ben: 85_000n, Cleo: 50_000n};

/** A bank of three, to do transfers in under faults. */
export const startStage = async () => {
	const server = await startServer();
	const database = await connectDatabase({url: server.url()});
	const {bank} = await openBank(database, {schema: await server.freshSchema('bank'), accounts: 3});
	const {tables} = bank;
	const makeTransfer = makeTransferOn(server);
	return {
		server,
		database,
		bank,
		/** As it was when the bank was new. */
		async reset() {
			await server.run(
				`TRUNCATE ${tables.transfers}`,
				`UPDATE ${tables.accounts} SET opening = CASE owner WHEN 'Ada' THEN 100000 WHEN 'Ben' THEN 25000 ELSE 50000 END`,
				`UPDATE ${tables.accounts} SET balance = opening`,
			);
		},
		/** Sends $600 of Ada's $1,000 to Ben under faults: more than she has left afterwards. */
		async sendUnder(names: readonly string[], options: TransferOptions = {}) {
			const transfer = await transferOf(bank, 'Ada', 'Ben', 60_000n);
			const {onEvent, all, events} = createEventLog();
			const receipt = await makeTransfer(bank, transfer, {base: 1, cap: 20, ...options, onEvent, faults: names.map(name => faultNamed(name))});
			return {transfer, receipt, all, events};
		},
		async stop() {
			await database.close();
			await server.stop();
		},
	};
};
