import {randomUUID} from 'node:crypto';
import process from 'node:process';
import v8 from 'node:v8';
import {render} from 'ink';
import {createStore} from '../store/store.js';
import type {Effect} from '../store/effects.js';
import {initialModel} from '../store/model.js';
import {systemClock} from '../transactions/clock.js';
import {pacedClock} from '../transactions/paced-clock.js';
import {seededRandom} from '../transactions/seeded-random.js';
import {App} from '../ui/app.js';
import {printable} from '../ui/printable.js';
import {repaintAfterResize} from '../ui/repaint-after-resize.js';
import {glyphsFor} from '../ui/theme.js';
import {brokenWords} from './broken.js';
import type {CommandInput} from './command.js';
import type {OpenBank} from './open-session.js';

/** Why there can be no screen, or undefined when there can. */
const screenProblem = (): string | undefined => {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		return 'The bank draws on a terminal, and there is none here (input or output is a file or a pipe).';
	}

	return process.env['TERM'] === 'dumb' ? 'The bank draws on the whole terminal, and this one (TERM=dumb) can\'t do that.' : undefined;
};

const elsewhere = `Without a screen there are
  backoff-bank demo                      the story in plain text
  backoff-bank transfer FROM TO AMOUNT   one transfer
  backoff-bank doctor                    what this machine and the database offer
  backoff-bank --help                    everything else`;

/**
V8 compiles what ran 3,000 times again, at its best, in the background. What draws gets there within seconds, and would take minutes
to save what that costs: better wait until something runs as often as a storm's code does. Only the V8 of Node 22 to 26 is known to
understand, and one that doesn't would say so across the screen.
*/
const compileLater = (): void => {
	if (Number(process.versions.v8.split('.', 1)[0]) <= 14) {
		v8.setFlagsFromString('--invocation-count-for-turbofan=30000');
	}
};

/** Opens the bank on the whole terminal. The first frame comes before the database is up. */
export const open = async ({settings}: CommandInput): Promise<number> => {
	const problem = settings.json ? 'With --json there is no screen: it is for demo and transfer.' : screenProblem();
	if (problem !== undefined) {
		process.stderr.write(`${problem}\n${elsewhere}\n`);
		return 2;
	}

	compileLater();
	const {policy, base, cap, maxAttempts, isolation, restart, rivals = 1, fault: faults, seed, pace} = settings;
	const clock = pacedClock({...systemClock, ...(seed !== undefined && {random: seededRandom(seed)})}, pace);
	const ended = Promise.withResolvers<{readonly code: number; readonly message?: readonly string[]}>();
	const quit = new AbortController();
	let cancel = new AbortController();
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

			case 'set-pacing': {
				clock.setPacing(effect.pacing);
				store.dispatch({type: 'pacing-set', at: clock.now(), pacing: effect.pacing});
				break;
			}

			case 'suspend': {
				if (process.platform !== 'win32') {
					// All of the group: whoever started us in this terminal is to be put aside too.
					process.kill(0, 'SIGTSTP');
				}

				break;
			}

			case 'quit': {
				ended.resolve({code: 0});
				break;
			}
		}
	};

	const store = createStore(initialModel({policy, base, cap, maxAttempts, isolation, restart, rivals, faults}, pace), perform, systemClock.now);
	const screen = render(<App store={store} glyphs={glyphsFor(process.env)}/>, {
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// The store gives at most 30 frames a second; Ink's own limit would only make them uneven.
		maxFps: 60,
	});
	const endRepainting = repaintAfterResize(screen, process.stdout);
	screen.waitUntilExit().then(
		() => {
			ended.resolve({code: 0});
		},
		(error: unknown) => {
			ended.resolve({code: 1, message: brokenWords(error, settings.verbose)});
		},
	);
	// The program's own listener would tell of it on this screen, which is gone a moment later.
	process.removeAllListeners('uncaughtException');
	process.on('uncaughtException', error => {
		ended.resolve({code: 1, message: brokenWords(error, settings.verbose)});
	});
	for (const [name, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]] as const) {
		process.once(name, () => {
			ended.resolve({code: 128 + number});
		});
	}

	const {openSession} = await import('./open-session.js');
	const session = openSession({settings, clock, dispatch: store.dispatch, signal: quit.signal});
	session.opened.then(setOpened, (error: unknown) => {
		void import('./exit-codes.js').then(({exitCodeOf}) => {
			ended.resolve({code: exitCodeOf(error), message: [error instanceof Error ? error.message : String(error)]});
		});
	});

	const {code, message = []} = await ended.promise;
	cancel.abort();
	quit.abort();
	store.close();
	endRepainting();
	screen.unmount();
	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	await session.close();
	return code;
};
