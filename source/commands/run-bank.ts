import {randomUUID} from 'node:crypto';
import process from 'node:process';
import type {Effect} from '../store/effects.js';
import {initialModel} from '../store/model.js';
import {createStore, type Store} from '../store/store.js';
import {systemClock} from '../transactions/clock.js';
import {pacedClock} from '../transactions/paced-clock.js';
import {seededRandom} from '../transactions/seeded-random.js';
import type {Line} from '../ui/line.js';
import {printable} from '../ui/printable.js';
import {keepClosing} from './closing-line.js';
import type {CommandInput} from './command.js';
import type {OpenBank} from './open-session.js';
import {isFirstStart} from './first-start.js';
import {lookFor} from './look-for.js';
import {recordedInto, startRecording} from './record.js';
import {untilLeft} from './until-left.js';
import {suspend} from './suspend.js';

/** What shows the bank to somebody, and takes what that person asks for. */
export type FrontEnd = {
	/** Resolves if it ends by itself; rejects with what broke it. */
	readonly exited: Promise<unknown>;
	/** Gives the terminal back as it was. */
	close(): void;
	/** Says a last line once everything has come to its end; absent where what was said before still stands there. */
	readonly say?: (line: Line) => void;
};

/**
Opens the bank behind a front end and runs it until somebody or something ends it. The front end comes first: it is there
before the database is up. Resolves to the exit code.
*/
export const runBank = async ({settings}: CommandInput, show: (store: Store) => FrontEnd): Promise<number> => {
	const {policy, base, cap, maxAttempts, isolation, restart, rivals = 1, fault: faults, seed, pace} = settings;
	const clock = pacedClock({...systemClock, ...(seed !== undefined && {random: seededRandom(seed)})}, pace);
	const {left, leave, watch} = untilLeft(settings.verbose);
	const quit = new AbortController();
	let cancel = new AbortController();
	let looking = new AbortController();
	const {promise: opened, resolve: setOpened} = Promise.withResolvers<OpenBank>();

	const perform = (effect: Effect) => {
		switch (effect.type) {
			case 'send-transfer': {
				const {from, to, cents, making} = effect;
				cancel = new AbortController();
				const {signal} = cancel;
				void opened.then(async ({send}) => send({id: randomUUID(), from, to, cents}, making, signal));
				break;
			}

			case 'cancel-transfer': {
				cancel.abort();
				break;
			}

			case 'look': {
				void opened.then(({look}) => {
					look();
				});
				break;
			}

			case 'watch-sessions': {
				looking = new AbortController();
				const {signal} = looking;
				void opened.then(({watchSessions}) => {
					watchSessions(signal);
				});
				break;
			}

			case 'leave-sessions': {
				looking.abort();
				break;
			}

			case 'set-pacing': {
				clock.setPacing(effect.pacing);
				hear({type: 'pacing-set', at: clock.now(), pacing: effect.pacing});
				break;
			}

			case 'step': {
				clock.step();
				break;
			}

			case 'start-storm':
			case 'stop-storm':
			case 'set-clients':
			case 'hold-lab': {
				// There is none here.
				break;
			}

			case 'suspend': {
				suspend();
				break;
			}

			case 'quit': {
				leave({code: 0});
				break;
			}
		}
	};

	const recorder = startRecording('open', settings, message => {
		store.dispatch({type: 'recording-failed', at: clock.now(), message});
	});
	const closing = keepClosing();
	const hear = recordedInto(recorder, message => {
		closing.hear(message);
		store.dispatch(message);
	});
	const initial = {...initialModel({policy, base, cap, maxAttempts, isolation, restart, rivals, faults}, pace), isFirstStart: isFirstStart()};
	const store = createStore(initial, perform, systemClock.now);
	const frontEnd = show(store);
	watch(frontEnd.exited);

	const {openSession} = await import('./open-session.js');
	const session = openSession({settings, clock, dispatch: hear, signal: quit.signal});
	session.opened.then(setOpened, (error: unknown) => {
		void import('./exit-codes.js').then(({exitCodeOf}) => {
			leave({code: exitCodeOf(error), message: [error instanceof Error ? error.message : String(error)]});
		});
	});

	const {code, message = []} = await left;
	cancel.abort();
	quit.abort();
	store.close();
	frontEnd.close();
	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	const {say} = frontEnd;
	const audit = await session.close(say !== undefined && code === 0 && closing.isDue() && store.model().unreadable === undefined);
	recorder?.close();
	if (say && code === 0 && closing.isDue()) {
		say(closing.line(audit, lookFor(settings).glyphs));
	}

	return code;
};
