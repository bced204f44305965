import {randomUUID} from 'node:crypto';
import type {Database} from '../database/connect.js';
import {isolationInForce} from '../database/isolation-in-force.js';
import {systemClock, type Clock} from '../transactions/clock.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {fullJitter} from '../transactions/policies/full-jitter.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';
import type {Checked, LessonEvent, OnLessonEvent} from './events.js';
import {applies, choose, differenceOf, isSameRows, type Place} from './expectations.js';
import type {Check, Lesson, Step} from './lesson.js';
import {Player, type Running, type Stage} from './player.js';
import {makeScratchSchema, type ScratchSchema} from './scratch-schema.js';
import {waitUntilSettled} from './settle.js';

/** May hold a step before it is taken; `step` is counted from 1. */
export type LessonGate = (point: {readonly step: Step; readonly number: number; readonly signal: AbortSignal}) => Promise<void>;

export type LessonOptions = {
	readonly isolation: IsolationLevel;
	readonly onEvent?: OnLessonEvent | undefined;
	readonly gate?: LessonGate | undefined;
	readonly signal?: AbortSignal | undefined;
	readonly clock?: Clock | undefined;
	readonly policy?: BackoffPolicy | undefined;
	/** In ms. */
	readonly base?: number | undefined;
	readonly cap?: number | undefined;
};

/** A step that came out otherwise than the lesson says. */
export type Missed = {readonly step: number; readonly session: string; readonly statement: string; readonly expected: string; readonly found: string};

/** What became of a lesson. */
export type LessonResult = {
	/** Everything came out as the lesson says. */
	readonly ok: boolean;
	readonly isolation: IsolationLevel;
	readonly inForce: string;
	readonly missed: readonly Missed[];
	readonly checks: readonly Checked[];
};

/** An event before it has its time. */
type Untimed<Event = LessonEvent> = Event extends LessonEvent ? Omit<Event, 'at'> : never;

/** Whether a step is taken: it goes for this place, and its session has failed, or has not. */
const isTaken = (step: Step, place: Place, players: ReadonlyMap<string, Player>): boolean => {
	if (!applies(step, place)) {
		return false;
	}

	const when = 'when' in step ? step.when : undefined;
	const hasFailed = 'session' in step && (players.get(step.session)?.failures ?? 0) > 0;
	return when === undefined || (when === 'failed') === hasFailed;
};

/** Plays a lesson once, on tables of its own, which are gone afterwards. */
class Performance {
	readonly #lesson: Lesson;
	readonly #stage: Stage;
	readonly #options: LessonOptions;
	readonly #signal: AbortSignal;
	readonly #aborted: Promise<never>;
	readonly #players: ReadonlyMap<string, Player>;
	readonly #place: Place;
	readonly #missed: Missed[] = [];
	/** What was sent, and not yet held against what the lesson says of it. */
	readonly #sent = new Map<Running, number>();
	readonly #codes: string[] = [];

	constructor(lesson: Lesson, stage: Stage, place: Place, options: LessonOptions) {
		this.#lesson = lesson;
		this.#stage = stage;
		this.#place = place;
		this.#options = options;
		this.#signal = options.signal ?? new AbortController().signal;
		this.#aborted = new Promise<never>((_resolve, reject) => {
			this.#signal.addEventListener('abort', () => {
				reject(this.#signal.reason as Error);
			}, {once: true});
		});
		this.#aborted.catch(() => undefined);
		this.#players = new Map(lesson.sessions.map(name => [name, new Player(name, stage)]));
	}

	async play(scratch: ScratchSchema): Promise<LessonResult> {
		const {tell, clock, isolation, database: {server: {engine, version}}} = this.#stage;
		const {name, title, look, sessions, steps, setup} = this.#lesson;
		const inForce = this.#place.level;
		try {
			for (const statement of setup) {
				this.#signal.throwIfAborted();
				await scratch.observer.query(statement);
			}

			for (const player of this.#players.values()) {
				await player.open();
			}

			tell({
				type: 'lesson-started', at: clock.now(), lesson: name, title, look, sessions, steps: steps.length, isolation, inForce, server: `${engine.title} ${version}`,
			});
			for (const [index, step] of steps.entries()) {
				await this.#take(step, index + 1);
			}

			await this.#endAll();
		} finally {
			await Promise.all(this.#players.values().map(async player => player.close()));
		}

		const checks = await this.#check(scratch);
		const ok = this.#missed.length === 0 && checks.every(each => each.ok);
		tell({type: 'lesson-ended', at: clock.now(), ok, missed: this.#missed.length + checks.filter(each => !each.ok).length});
		return {ok, isolation, inForce, missed: this.#missed, checks};
	}

	/** Takes a step, when it is its turn. */
	async #take(step: Step, number: number): Promise<void> {
		this.#signal.throwIfAborted();
		if ('session' in step) {
			// Whether it failed is known only once it has come to its end.
			await this.#untilFree(step.session);
		}

		if (!isTaken(step, this.#place, this.#players)) {
			return;
		}

		await this.#options.gate?.({step, number, signal: this.#signal});
		this.#signal.throwIfAborted();
		const session = 'session' in step ? step.session : undefined;
		this.#tell({type: 'lesson-step', step: number, of: this.#lesson.steps.length, ...(session !== undefined && {session})});
		await this.#do(step, number);
		await this.#settleAll();
	}

	async #do(step: Step, number: number): Promise<void> {
		switch (step.type) {
			case 'caption': {
				this.#tell({type: 'lesson-caption', text: step.text});
				return;
			}

			case 'code': {
				this.#tell({type: 'lesson-code', title: step.title, lines: step.lines});
				return;
			}

			case 'question': {
				this.#tell({type: 'lesson-question', text: step.text, answer: step.answer});
				return;
			}

			case 'fault': {
				await this.#playerOf(step.session).meet(step.fault);
				return;
			}

			case 'backoff': {
				await this.#backOff(this.#playerOf(step.session));
				return;
			}

			case 'statement': {
				this.#sent.set(this.#playerOf(step.session).send(step), number);
			}
		}
	}

	async #backOff({origin, failures}: Player): Promise<void> {
		const {policy = fullJitter, base = 50, cap = 5000} = this.#options;
		const {clock} = this.#stage;
		const input = {failures: Math.max(1, failures), previous: base, base, cap};
		const delay = policy.delay(input, clock.random);
		this.#tell({...origin, type: 'backoff-started', delay, ceiling: policy.delay(input, () => 1), policy: policy.name});
		await clock.sleep(delay, this.#signal);
	}

	/** Everything that runs has come to its end, or is known to wait. */
	async #settleAll(): Promise<void> {
		for (const player of this.#players.values()) {
			await waitUntilSettled(player, {...this.#stage, players: this.#players, signal: this.#signal});
		}

		this.#hold();
	}

	async #untilFree(session: string): Promise<void> {
		const player = this.#playerOf(session);
		if (!player.isRunning) {
			return;
		}

		await Promise.race([player.running?.over, this.#aborted]);
		await this.#settleAll();
	}

	async #endAll(): Promise<void> {
		for (const {running} of this.#players.values()) {
			await Promise.race([running?.over, this.#aborted]);
		}

		this.#hold();
	}

	/** Holds what has come to its end against what the lesson says. */
	#hold(): void {
		for (const [running, number] of this.#sent) {
			const {step, statement, found} = running;
			if (!found) {
				continue;
			}

			this.#sent.delete(running);
			if (found.code !== undefined) {
				this.#codes.push(found.code);
			}

			const difference = differenceOf(step.expect ?? [], found, this.#place);
			if (!difference) {
				continue;
			}

			this.#missed.push({step: number, session: step.session, statement: statement.text, ...difference});
			this.#tell({type: 'expectation-missed', step: number, line: step.line, session: step.session, statement, ...difference});
		}
	}

	async #check({observer}: ScratchSchema): Promise<Checked[]> {
		const checks: Checked[] = [];
		for (const check of this.#lesson.checks) {
			const found = await this.#find(check, observer);
			const expected = choose(check.expect, this.#place)?.rows;
			const checked: Checked = {says: check.says, expected, found, ok: expected === undefined || isSameRows(expected, found)};
			checks.push(checked);
			this.#tell({type: 'lesson-checked', ...checked});
		}

		return checks;
	}

	async #find({query}: Check, observer: ScratchSchema['observer']): Promise<string[][]> {
		if (query === undefined) {
			return this.#codes.toSorted().map(code => [code]);
		}

		const {columns, rows} = await observer.query(query);
		return rows.map(row => columns.map(name => String(row[name])));
	}

	#playerOf(session: string): Player {
		const player = this.#players.get(session);
		if (!player) {
			throw new Error(`The lesson ${this.#lesson.name} has no session ${session}.`);
		}

		return player;
	}

	#tell(event: Untimed): void {
		this.#stage.tell({...event, at: this.#stage.clock.now()});
	}
}

/**
Plays a lesson once, at one isolation level, on a real server: its statements go over connections of their own, in their order. A
statement that waits for another session's is known to wait, and the others go on.

@throws {LessonUnplayableError} The server, or its user's rights, don't allow it.
@throws The signal's reason; what was made is gone then, too.
*/
export const runLesson = async (lesson: Lesson, database: Database, options: LessonOptions): Promise<LessonResult> => {
	const {isolation, clock = systemClock, onEvent} = options;
	const level = await isolationInForce(database, isolation);
	const scratch = await makeScratchSchema(database);
	const {engine} = database.server;
	const place: Place = {level, engine: engine.name, knowsWaits: engine.lockWaits !== undefined};
	const stage: Stage = {
		database, schema: scratch.name, id: randomUUID(), isolation, clock,
		tell(event) {
			onEvent?.(event);
		},
	};
	try {
		return await new Performance(lesson, stage, place, options).play(scratch);
	} finally {
		await scratch.drop();
	}
};
