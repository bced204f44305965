import {fullJitter} from '../transactions/policies/full-jitter.js';
import type {LessonEvent} from './events.js';
import type {Place} from './expectations.js';
import {Judge} from './judge.js';
import {isHeld, type Lesson, type Step} from './lesson.js';
import type {LessonOptions, LessonResult} from './lesson-run.js';
import type {Storms} from './play-storms.js';
import {Player, type Stage} from './player.js';
import {orRefused} from './refused-statement.js';
import type {ScratchSchema} from './scratch-schema.js';
import {waitUntilSettled} from './settle.js';
import {countSteps, isTaken} from './taken-steps.js';

/** An event before it has its time. */
type Untimed<Event = LessonEvent> = Event extends LessonEvent ? Omit<Event, 'at'> : never;

/** Plays a lesson once, on tables of its own, which are gone afterwards. */
export class Performance {
	readonly #lesson: Lesson;
	readonly #stage: Stage;
	readonly #options: LessonOptions;
	readonly #signal: AbortSignal;
	readonly #aborted: Promise<never>;
	readonly #players: ReadonlyMap<string, Player>;
	readonly #place: Place;
	readonly #judge: Judge;
	#storms: Storms | undefined;
	/** How many steps were held, and how many will have been, as far as it is known. */
	#held = 0;
	#steps: number;

	constructor(lesson: Lesson, stage: Stage, place: Place, options: LessonOptions) {
		this.#lesson = lesson;
		this.#stage = stage;
		this.#place = place;
		this.#judge = new Judge(stage, place);
		this.#options = options;
		this.#steps = countSteps(lesson, place);
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
		const {name, title, look, sessions, steps, setup, origin, checks, comparisons = []} = this.#lesson;
		const inForce = this.#place.level;
		try {
			for (const [index, sql] of setup.entries()) {
				this.#signal.throwIfAborted();
				await orRefused(scratch.observer.query(sql), this.#lesson, {sql, part: 'setup', line: origin?.setup[index]});
			}

			for (const player of this.#players.values()) {
				await player.open();
			}

			tell({
				type: 'lesson-started', at: clock.now(), lesson: name, title, look, sessions, steps: this.#steps, isolation, inForce, server: `${engine.title} ${version}`,
			});
			for (const [index, step] of steps.entries()) {
				await this.#take(step, index + 1);
			}

			await this.#endAll();
		} finally {
			await Promise.all(this.#players.values().map(async player => player.close()));
		}

		await this.#judge.check(checks, async (sql, line) => orRefused(scratch.observer.query(sql), this.#lesson, {sql, part: 'checks', line}));
		if (this.#storms) {
			this.#judge.compare(comparisons, this.#storms);
		}

		const {missed, checks: checked, comparisons: compared, differences} = this.#judge;
		const ok = differences === 0;
		tell({type: 'lesson-ended', at: clock.now(), ok, missed: differences});
		return {ok, isolation, inForce, missed, checks: checked, ...(this.#storms && {comparisons: compared})};
	}

	/** Takes a step, when it is its turn. */
	async #take(step: Step, number: number): Promise<void> {
		this.#signal.throwIfAborted();
		if ('session' in step) {
			// Whether it failed is known only once it has come to its end.
			await this.#untilFree(step.session);
		}

		if (!isTaken(step, this.#place, name => this.#playerOf(name).failures > 0)) {
			return;
		}

		await this.#options.gate?.({step, number, signal: this.#signal});
		this.#signal.throwIfAborted();
		this.#held += isHeld(step) ? 1 : 0;
		this.#steps = Math.max(this.#steps, this.#held);
		this.#tell({type: 'lesson-step', step: this.#held, of: this.#steps, ...('session' in step && {session: step.session}), ...(step.type === 'storm' && {storm: step.name})});
		await this.#do(step);
		await this.#settleAll();
	}

	async #do(step: Step): Promise<void> {
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

			case 'storm': {
				// What plays it is loaded only where there is one.
				const {Storms: Loaded} = await import('./play-storms.js');
				this.#storms ??= new Loaded(this.#stage);
				await this.#storms.play(step, this.#signal);
				return;
			}

			case 'statement': {
				this.#judge.await(this.#playerOf(step.session).send(step), this.#held);
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

		this.#judge.judge();
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

		this.#judge.judge();
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
