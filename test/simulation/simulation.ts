import {createHash} from 'node:crypto';
import {Asking} from './asking.js';
import {chanceOf} from './chance.js';
import {askFor} from './customers.js';
import {checkAll} from './invariants.js';
import {drawPlan} from './plan.js';
import {onSimulatedTimers, simulatedClock} from './simulated-clock.js';
import {SimulatedPool} from './simulated-pool.js';
import {SimulatedServer, type Log} from './simulated-server.js';
import {SimulatedTables} from './simulated-tables.js';
import {countsOf, type Counts} from './tally.js';
import {ChangingWeather} from './weather.js';

export type SimulationOptions = {
	readonly seed: number;
	/** How many transfers, those that are asked for again not counted. Default: 200. */
	readonly transfers?: number | undefined;
	/** How many ask for them at once. Default: 8. */
	readonly workers?: number | undefined;
	/** Keeps the history, which takes time. Default: false. */
	readonly isRecorded?: boolean | undefined;
};

export type Simulated = {
	/** What is wrong, in words; nothing if nothing is. */
	readonly wrong: readonly string[];
	readonly counts: Counts;
	/** Line by line, if it was recorded. */
	readonly history: readonly string[];
	/** Of the history. */
	readonly hash: string;
};

/**
Clients move money through the real program, on a server, a network and a clock that are all a function of the seed.

After TigerBeetle's simulator, and Jepsen's bank workload.
*/
export const simulate = async ({seed, transfers = 200, workers = 8, isRecorded = false}: SimulationOptions): Promise<Simulated> => {
	const chance = chanceOf(seed);
	const clock = simulatedClock(chance.fork().random);
	const {opening, asks, poolSize} = drawPlan(chance.fork(), transfers);
	const history: string[] = [];
	const log: Log | undefined = isRecorded
		? line => {
			history.push(`${clock.now().toFixed(3)} ${line}`);
		}
		: undefined;
	const server = new SimulatedServer(new SimulatedTables(opening), clock, new ChangingWeather(chance.fork()), log);
	const pool = new SimulatedPool(server, poolSize);
	const askings: Asking[] = [];
	const made = new Set<string>();
	const left = [...asks];
	let working = workers;
	const work = async () => {
		for (let ask = left.shift(); ask; ask = left.shift()) {
			await clock.pass(ask.pause);
			const asking = new Asking(ask, made.has(ask.transfer.id), log);
			await askFor(asking, pool, clock);
			askings.push(asking);
			if (asking.known === 'committed') {
				made.add(ask.transfer.id);
			}
		}

		working--;
	};

	await onSimulatedTimers(clock, async () => {
		for (let worker = 0; worker < workers; worker++) {
			void work();
		}

		await clock.run();
	});

	const wrong = checkAll(askings, server, pool);
	if (working > 0 || askings.length < asks.length) {
		wrong.push(`${working} workers wait for what never comes`);
	}

	if (server.open > 0) {
		wrong.push(`${server.open} transactions never ended`);
	}

	return {wrong, counts: countsOf(askings, server, pool), history, hash: createHash('sha256').update(history.join('\n')).digest('hex')};
};
