import {auditBank} from '../bank/audit.js';
import {tablesIn} from '../bank/tables.js';
import {cures} from '../load/cures/index.js';
import {readHotSpot} from '../load/hot-spot.js';
import {makeLabTables, type LabTables} from '../load/lab/lab-tables.js';
import {openConnections} from '../load/open-connections.js';
import type {StormFigures} from '../load/statistics.js';
import {startStorm, type StormOptions} from '../load/storm.js';
import {systemClock} from '../transactions/clock.js';
import {policies} from '../transactions/policies/index.js';
import type {StormStep} from './lesson.js';
import type {Stage} from './player.js';

/** How long a storm goes on before anything is counted, in ms: statements are prepared, code gets warm. */
const warmUp = 150;
/** A transfer is never given up for its time, which is the storm's, in ms. */
const deadline = 600_000;

const named = <Named extends {readonly name: string}>(all: readonly Named[], name: string): Named => {
	const found = all.find(each => each.name === name);
	if (!found) {
		throw new Error(`There is no ${name} among ${all.map(each => each.name).join(', ')}.`);
	}

	return found;
};

/** Plays the storms of a lesson, one at a time, in tables of their own in the lesson's schema. */
export class Storms {
	/** What each came to, by its name. */
	readonly figures = new Map<string, StormFigures>();
	/** What the audits found: transfers that were lost or made unasked, and accounts that don't balance. */
	wrong = 0;
	readonly #stage: Stage;
	/** The same for all: they choose the same accounts, and draw the same jitter as far as clients that race can. */
	readonly #seed: number;
	#tables: LabTables | undefined;

	constructor(stage: Stage) {
		this.#stage = stage;
		this.#seed = Math.floor(stage.clock.random() * (2 ** 32));
	}

	/**
	Plays one, on accounts that nothing has happened to. What it measures is real time, whatever the pace.

	@throws The signal's reason; what was under way has come to its end then.
	*/
	async play(step: StormStep, signal: AbortSignal): Promise<void> {
		const {database, schema, isolation, tell} = this.#stage;
		const {name, base, cap, clients, accounts, hot = 'all', duration, each, gap} = step;
		this.#tables ??= await makeLabTables({database, tables: tablesIn(schema)});
		const {bank, reset} = this.#tables;
		const options: StormOptions = {
			cure: named(cures, step.cure), policy: named(policies, step.policy), base, cap, clients, accounts, gap, signal,
			hot: readHotSpot(hot), isolation: database.server.engine.onlyLevel ?? isolation, maxAttempts: Infinity, deadline, seed: this.#seed, clock: systemClock,
		};
		await reset(accounts);
		// Who comes together must find a connection at once.
		await openConnections(bank, clients);
		await startStorm(bank, {...options, duration: Math.min(warmUp, duration)}).ended;
		signal.throwIfAborted();
		await reset(accounts);
		const storm = startStorm(bank, {
			...options, duration, each,
			onEvent(event) {
				tell({...event, storm: name});
			},
		});
		const figures = await storm.ended;
		signal.throwIfAborted();
		this.figures.set(name, figures);
		const {lost, denied = 0, differences} = await auditBank(bank, storm.books.books(true));
		this.wrong += lost + denied + differences.length;
	}
}
