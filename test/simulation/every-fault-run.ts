import {constant} from '../../source/transactions/policies/constant.js';
import type {Transfer} from '../../source/bank/transfer.js';
import {Asking} from './asking.js';
import {askFor} from './customers.js';
import type {Situation} from './every-fault-situations.js';
import {DirectedWeather, type Strike} from './every-fault-weather.js';
import {checkAll} from './invariants.js';
import {onSimulatedTimers, simulatedClock} from './simulated-clock.js';
import {SimulatedPool} from './simulated-pool.js';
import {SimulatedServer, type Log} from './simulated-server.js';
import {SimulatedTables} from './simulated-tables.js';

export type Ran = {
	/** What is wrong, in words; nothing if nothing is. */
	readonly wrong: string[];
	/** Every step that was met, in turn. */
	readonly points: readonly string[];
	/** Where something struck. */
	readonly struck: readonly string[];
	/** As an `Ending`; or what should not be. */
	readonly ending: string;
	/** How an attempt ended; `none` if it did not fail. */
	verdictOf(attempt: number): string;
	/** The transaction's events by type, and its errors by code. */
	readonly counts: ReadonlyMap<string, number>;
	readonly history: readonly string[];
};

const [payer, receiver, third] = ['payer', 'receiver', 'third'];
const transfer: Transfer = {id: 'ours', from: payer, to: receiver, cents: 300n};
const rival: Transfer = {id: 'rivals', from: payer, to: third, cents: 1n};

const endingOf = ({known, isMadeNow, isRefused, ending}: Asking): string => {
	if (known === 'committed') {
		return isMadeNow ? 'made' : 'made before';
	}

	if (known === 'unknown') {
		return 'unknown';
	}

	return isRefused ? 'refused' : (ending === 'final' ? 'failed' : ending);
};

/** A rival's commit, of which our transaction has heard nothing. */
const compete = (tables: SimulatedTables): void => {
	const balanceOf = (account: string) => tables.latest(account)?.balance ?? 0n;
	tables.publish(
		new Map([[payer, balanceOf(payer) - rival.cents], [third, balanceOf(third) + rival.cents]]),
		new Map([[rival.id, {...rival, madeAt: new Date(0)}]]),
	);
};

/** Makes one transfer by the real program, on a simulated server, in a situation and with faults exactly where they are asked for. */
export const runUnder = async (situation: Situation, strikes: readonly Strike[], isRecorded = false): Promise<Ran> => {
	const {before = [], hasRival, isAgain, isRepeated = false, isUncovered, isHurried} = situation;
	const clock = simulatedClock(() => 0.5);
	const history: string[] = [];
	const log: Log | undefined = isRecorded
		? line => {
			history.push(`${clock.now()} ${line}`);
		}
		: undefined;
	// Made once, what is left covers it no more; or never did.
	const covered = isUncovered ? (isAgain ? 500n : 100n) : 1000n;
	const tables = new SimulatedTables(new Map([[payer, covered], [receiver, 500n], [third, 500n]]));
	const calm = new DirectedWeather([]);
	const weather = new DirectedWeather([...before, ...strikes]);
	const server = new SimulatedServer(tables, clock, calm, log);
	const pool = new SimulatedPool(server, 5);
	const ask = {
		transfer,
		isWatched: true,
		abortAfter: Infinity,
		pause: 0,
		// An old session lives on for 100 ms.
		options: {policy: constant, base: 10, maxAttempts: 10, deadline: isHurried ? 60 : 30_000, isRepeated},
	};
	const first = new Asking({...ask, name: 'first', options: {...ask.options, isRepeated: false}}, false, log);
	const ours = new Asking({...ask, name: 'ours'}, isAgain === true, log);
	if (hasRival) {
		weather.onPoint = step => {
			if (step !== 'debit' || ours.rivals.has(rival.id)) {
				return;
			}

			ours.rivals.set(rival.id, {transfer: rival, known: 'committed', isOver: true});
			compete(tables);
		};
	}

	const askAll = async () => {
		if (isAgain) {
			await askFor(first, pool, clock);
		}

		server.weather = weather;
		await askFor(ours, pool, clock);
	};

	await onSimulatedTimers(clock, async () => {
		void askAll();
		await clock.run();
	});

	const wrong = checkAll(isAgain ? [first, ours] : [ours], server, pool);
	if (ours.known === undefined) {
		wrong.push('it never ended');
	}

	if (server.open > 0) {
		wrong.push(`${server.open} transactions never ended`);
	}

	const {points, struck} = weather;
	return {
		wrong,
		points,
		struck,
		history,
		ending: `${endingOf(ours)} ${ours.counts.get('attempt-started') ?? 0}`,

		verdictOf: attempt => ours.failures.find(failure => failure.attempt === attempt)?.verdict ?? 'none',
		counts: ours.counts,
	};
};
