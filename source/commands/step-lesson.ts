import process from 'node:process';
import {commandLine} from '../called-as.js';
import {connectDatabase, type Database} from '../database/connect.js';
import {postgresql} from '../database/engines/postgresql.js';
import {within} from '../database/within.js';
import type {Lesson, Step} from '../lessons/lesson.js';
import {runLesson} from '../lessons/run-lesson.js';
import {lessons} from '../lessons/index.js';
import {createHoldLimit} from '../lessons/hold-limit.js';
import {createStepper, HeldTooLongError} from '../lessons/stepper.js';
import {createOutage} from '../load/outage.js';
import {createLessonStore, type LessonStore} from '../store/lesson-store.js';
import {initialLessonModel, type LessonEffect} from '../store/lesson-model.js';
import {systemClock} from '../transactions/clock.js';
import {serverLossIn} from '../transactions/lost-server.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {pacedClock} from '../transactions/paced-clock.js';
import {seededRandom} from '../transactions/seeded-random.js';
import {outageWords} from '../ui/lost-words.js';
import {printable} from '../ui/printable.js';
import type {CommandInput} from './command.js';
import {exitCodeOf} from './exit-codes.js';
import {keepNotes} from './keep-notes.js';
import {startRecording} from './record.js';
import {suspend} from './suspend.js';
import {leftWords} from './tell-outage.js';
import {untilLeft} from './until-left.js';

/** How long a statement can wait for one that is held, unless statements have a limit of their own, in ms. */
const usualLimit = 540_000;
/** A step is given up so long before its statements' limit, in ms: what waits for a lock is still rolled back in order. */
const margin = 2000;
/** Before each step that goes by itself, in ms. */
const pause = 1200;
/** How long clearing up may take, in ms, where a server doesn't answer any more. */
const clearingLimit = 1200;

const wordsOf = (step: Step): string => {
	if (step.type === 'statement') {
		return `${step.session}: ${step.say ?? step.sql}`;
	}

	if (step.type === 'storm') {
		return `storm: ${step.name}`;
	}

	return 'session' in step ? `${step.session}: ${step.type === 'fault' ? step.fault : step.type}` : step.type;
};

/** The built-in lesson after this one; undefined after the last one, and after one of somebody's own. */
const nextAfter = (lesson: Lesson): Lesson | undefined => {
	const place = lessons.indexOf(lesson);
	return place === -1 ? undefined : lessons[place + 1];
};

/** What shows a lesson to somebody, and takes what that person asks for. */
export type LessonFrontEnd = {
	/** Resolves if it ends by itself; rejects with what broke it. */
	readonly exited: Promise<unknown>;
	/** Gives the terminal back as it was. */
	close(): void;
};

/**
Plays a lesson behind a front end, step by step, as often as somebody wants. The front end comes first: it is there before the
database is up. Resolves to the exit code.
*/
export const stepLesson = async (lesson: Lesson, first: IsolationLevel, {settings, origins}: CommandInput, show: (store: LessonStore) => LessonFrontEnd): Promise<number> => {
	const {url, poolTimeout, base, cap, pace, seed, verbose} = settings;
	const limit = origins.get('statementTimeout') === 'default' ? usualLimit : Math.max(1000, settings.statementTimeout - margin);
	const clock = pacedClock({...systemClock, ...(seed !== undefined && {random: seededRandom(seed)})}, pace);
	const {left, leave, watch} = untilLeft(verbose);
	const quit = new AbortController();
	let database: Database | undefined;
	let playing: Promise<void> | undefined;
	let stop = new AbortController();
	let {policy} = settings;
	const recorder = startRecording('lesson', settings, why => {
		store.dispatch({type: 'lesson-stopped', why});
	});
	const notes = keepNotes(lesson);
	/** What lessons could not take away. */
	const remains = new Set<string>();
	const holdLimit = createHoldLimit();
	const stepper = createStepper({
		// The pace is for the pauses only: how long a step can be held, the server decides.
		clock: systemClock, pause: pause / pace,
		limit: () => Math.min(limit, holdLimit.left(database?.server.engine.holding ?? postgresql.holding, clock.now())),
		onHeld(step, number, most) {
			const next = wordsOf(step);
			store.dispatch({type: 'step-held', next, at: clock.now(), limit: most});
			notes.held(number, next, database?.server.engine.name ?? '');
		},
	});
	const fail = (error: unknown) => {
		leave({code: exitCodeOf(error), message: [error instanceof Error ? error.message : String(error)]});
	};

	/** A server that is lost may come back: the lesson stops, the program asks for it, and says when it may be played again. */
	const stopOrFail = async (error: unknown, connected: Database, signal: AbortSignal): Promise<void> => {
		const loss = serverLossIn(error);
		if (!loss) {
			fail(error);
			return;
		}

		notes.stopped();
		let said = '';
		const say = (why: string) => {
			if (why === said) {
				return;
			}

			said = why;
			store.dispatch({type: 'lesson-stopped', why});
		};

		await createOutage(connected, {backoff: {policy, base, cap}, signal}, {
			onLost(lost) {
				recorder?.write({type: 'lesson-lost', ...lost});
				say(`Lost: ${outageWords(lost)}; it is waited for`);
			},
			onRegained(at) {
				recorder?.write({type: 'lesson-regained', at});
				say('The server answers again. r plays the lesson from its beginning');
			},
		}).wait(loss);
	};

	const playOnce = async (isolation: IsolationLevel, signal: AbortSignal): Promise<void> => {
		if (!database) {
			return;
		}

		store.dispatch({type: 'lesson-begun'});
		try {
			await runLesson(lesson, database, {
				isolation, signal, clock, base, cap, left: remains, gate: stepper.gate,
				// Another one may be chosen in the middle of a run.
				get policy() {
					return policy;
				},
				onEvent(event) {
					recorder?.write(event);
					store.dispatch({type: 'lesson-heard', event});
					notes.hear(event);
					holdLimit.hear(event);
				},
			});
		} catch (error) {
			if (error instanceof HeldTooLongError) {
				store.dispatch({type: 'lesson-stopped', why: `${error.message} r plays it again`});
				notes.stopped();
			} else if (!signal.aborted) {
				// Whoever begins it anew, or leaves, waits no longer.
				await stopOrFail(error, database, signal).catch((error_: unknown) => {
					if (!signal.aborted) {
						fail(error_);
					}
				});
			}
		}
	};

	/** One run after the other: what the one before made is gone first. */
	const play = (isolation: IsolationLevel) => {
		stop.abort();
		stop = new AbortController();
		const {signal} = stop;
		const before = playing;
		playing = (async () => {
			await before;
			await playOnce(isolation, signal);
		})();
	};

	const perform = (effect: LessonEffect) => {
		switch (effect.type) {
			case 'let-step-go': {
				stepper.step();
				break;
			}

			case 'set-running': {
				stepper.run(effect.isRunning);
				break;
			}

			case 'set-pace': {
				stepper.setPause(pause / effect.pace);
				clock.setPacing({pace: effect.pace, paused: false});
				break;
			}

			case 'set-policy': {
				({policy} = effect);
				break;
			}

			case 'play': {
				play(effect.isolation);
				break;
			}

			case 'suspend': {
				suspend();
				break;
			}

			case 'quit': {
				leave({code: 0});
			}
		}
	};

	const store = createLessonStore(initialLessonModel(lesson, first, pace, policy), perform, systemClock.now);
	const frontEnd = show(store);
	watch(frontEnd.exited);
	const opened = connectDatabase({
		url, poolTimeout, signal: quit.signal, statementTimeout: limit + margin,
		onStage(doing) {
			store.dispatch({type: 'lesson-connecting', doing});
		},
	}).then(connected => {
		database = connected;
		const {engine, version, embedded, address} = connected.server;
		recorder?.begin({engine: engine.title, version, embedded, address});
		play(store.model().isolation);
	}).catch(fail);

	const {code, message = []} = await left;
	quit.abort();
	stop.abort();
	store.close();
	notes.close();
	frontEnd.close();
	const following = nextAfter(lesson);
	if (code === 0 && store.model().stage.type === 'ended' && following !== undefined) {
		process.stdout.write(`The next lesson: ${commandLine(`lesson ${following.name}`)} (${following.title})\n`);
	}

	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	await within(Promise.allSettled([opened, playing ?? opened]), clearingLimit);
	if (remains.size > 0) {
		process.stderr.write(`${printable(leftWords([...remains]))}\n`);
	}

	recorder?.close();
	await database?.close();
	return code;
};
