import process from 'node:process';
import {render} from 'ink';
import {connectDatabase, type Database} from '../database/connect.js';
import {postgresql} from '../database/engines/postgresql.js';
import type {Lesson, Step} from '../lessons/lesson.js';
import {runLesson} from '../lessons/run-lesson.js';
import {createHoldLimit} from '../lessons/hold-limit.js';
import {createStepper, HeldTooLongError} from '../lessons/stepper.js';
import {createLessonStore} from '../store/lesson-store.js';
import {initialLessonModel, type LessonEffect} from '../store/lesson-model.js';
import {systemClock} from '../transactions/clock.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {pacedClock} from '../transactions/paced-clock.js';
import {seededRandom} from '../transactions/seeded-random.js';
import {LessonApp} from '../ui/lesson-app.js';
import {lossIn} from '../ui/lost-words.js';
import {printable} from '../ui/printable.js';
import {repaintAfterResize} from '../ui/repaint-after-resize.js';
import {ThemeContext} from '../ui/theme-context.js';
import {brokenWords} from './broken.js';
import type {CommandInput} from './command.js';
import {exitCodeOf} from './exit-codes.js';
import {keepNotes} from './keep-notes.js';
import {lookFor} from './look-for.js';
import {startRecording} from './record.js';
import {suspend} from './suspend.js';

/** How long a statement can wait for one that is held, unless statements have a limit of their own, in ms. */
const usualLimit = 540_000;
/** A step is given up so long before its statements' limit, in ms: what waits for a lock is still rolled back in order. */
const margin = 2000;
/** Before each step that goes by itself, in ms. */
const pause = 1200;

const wordsOf = (step: Step): string => {
	if (step.type === 'statement') {
		return `${step.session}: ${step.say ?? step.sql}`;
	}

	if (step.type === 'storm') {
		return `storm: ${step.name}`;
	}

	return 'session' in step ? `${step.session}: ${step.type === 'fault' ? step.fault : step.type}` : step.type;
};

/** Plays a lesson on the whole terminal, step by step. The first frame comes before the database is up. */
export const openLesson = async (lesson: Lesson, first: IsolationLevel, {settings, origins}: CommandInput): Promise<number> => {
	const {url, poolTimeout, policy, base, cap, pace, seed, verbose} = settings;
	const limit = origins.get('statementTimeout') === 'default' ? usualLimit : Math.max(1000, settings.statementTimeout - margin);
	const clock = pacedClock({...systemClock, ...(seed !== undefined && {random: seededRandom(seed)})}, pace);
	const ended = Promise.withResolvers<{readonly code: number; readonly message?: readonly string[]}>();
	const quit = new AbortController();
	let database: Database | undefined;
	let playing: Promise<void> | undefined;
	let stop = new AbortController();
	const recorder = startRecording('lesson', settings, why => {
		store.dispatch({type: 'lesson-stopped', why});
	});
	const notes = keepNotes(lesson);
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
		ended.resolve({code: exitCodeOf(error), message: [error instanceof Error ? error.message : String(error)]});
	};

	/** A server that is lost may come back: the lesson stops, and the program goes on. */
	const stopOrFail = (error: unknown) => {
		const loss = lossIn(error);
		if (loss === undefined) {
			fail(error);
			return;
		}

		store.dispatch({type: 'lesson-stopped', why: `Lost: ${loss}. r plays it again`});
		notes.stopped();
	};

	const playOnce = async (isolation: IsolationLevel, signal: AbortSignal): Promise<void> => {
		if (!database) {
			return;
		}

		store.dispatch({type: 'lesson-begun'});
		try {
			await runLesson(lesson, database, {
				isolation, signal, clock, policy, base, cap, gate: stepper.gate,
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
				stopOrFail(error);
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

			case 'play': {
				play(effect.isolation);
				break;
			}

			case 'suspend': {
				suspend();
				break;
			}

			case 'quit': {
				ended.resolve({code: 0});
			}
		}
	};

	const store = createLessonStore(initialLessonModel(lesson, first, pace), perform, systemClock.now);
	const {theme, glyphs} = lookFor(settings);
	// Before the first frame: what is typed ahead would be echoed across it.
	process.stdin.setRawMode(true);
	const screen = render(<ThemeContext value={theme}><LessonApp store={store} glyphs={glyphs} isProjected={settings.projector}/></ThemeContext>, {
		alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, patchConsole: false, maxFps: 60,
	});
	const endRepainting = repaintAfterResize(screen, process.stdout);
	const broken = (error: unknown) => {
		ended.resolve({code: 1, message: brokenWords(error, verbose)});
	};

	screen.waitUntilExit().then(() => {
		ended.resolve({code: 0});
	}, broken);
	// The program's own listener would tell of it on this screen, which is gone a moment later.
	process.removeAllListeners('uncaughtException');
	process.on('uncaughtException', broken);
	for (const [name, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]] as const) {
		process.once(name, () => {
			ended.resolve({code: 128 + number});
		});
	}

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

	const {code, message = []} = await ended.promise;
	quit.abort();
	stop.abort();
	store.close();
	notes.close();
	endRepainting();
	screen.unmount();
	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	await closeSoon(Promise.allSettled([opened, playing ?? opened]));
	recorder?.close();
	await database?.close();
	return code;
};

/** How long clearing up may take, in ms, where a server doesn't answer any more. */
const clearingLimit = 1200;

const closeSoon = async (work: Promise<unknown>): Promise<void> => {
	const {promise, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, clearingLimit);
	await Promise.race([work, promise]);
	clearTimeout(timer);
};
