import type {Bank} from '../bank/bank.js';
import {isolationInForce} from '../database/isolation-in-force.js';
import {cures} from '../load/cures/index.js';
import type {ProgramEvent} from '../store/message.js';
import {systemClock} from '../transactions/clock.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import type {StormSession} from './storm-session.js';

/** The cures that a bank can't have, by name, and why. */
export const refusedCuresOf = (bank: Bank): ReadonlyMap<string, string> => new Map(cures.flatMap(each => {
	const why = each.refusal?.(bank);
	return why === undefined ? [] : [[each.name, why] as const];
}));

/** What is told before any storm starts: the server, the isolation level that is in force there, and what storms can have. */
export const stormOpening = async ({database, bank, connections}: StormSession, isolation: IsolationLevel): Promise<readonly ProgramEvent[]> => {
	const {engine, version, embedded, address, hosts} = database.server;
	const at = systemClock.now();
	const inForce = await isolationInForce(database, isolation);
	return [
		{type: 'connected', at, server: {engine: engine.title, version, embedded, address, hosts, isolation: inForce, refusedFaults: new Map()}},
		{type: 'storm-opened', at, connections, refusedCures: refusedCuresOf(bank)},
	];
};
