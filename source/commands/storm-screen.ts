import process from 'node:process';
import type {OnStormEvent} from '../load/events.js';
import type {Storm} from '../load/storm.js';
import type {Database} from '../database/connect.js';
import type {Effect} from '../store/effects.js';
import {initialModel} from '../store/model.js';
import {createStore} from '../store/store.js';
import {newStorm} from '../store/storm.js';
import {systemClock} from '../transactions/clock.js';
import {printable} from '../ui/printable.js';
import type {CommandInput} from './command.js';
import {drawScreen} from './draw-screen.js';
import {exitCodeOf, exitCodes} from './exit-codes.js';
import {lookFor} from './look-for.js';
import {createPrinter} from './print.js';
import {recordedInto, startRecording} from './record.js';
import {keepLastStorm} from './storm-ending.js';
import {stormOpening} from './storm-opening.js';
import {openStormSession, stormOptions, type StormSession} from './storm-session.js';
import {untilLeft, type Left} from './until-left.js';
import {suspend} from './suspend.js';

/** How long leaving waits for clients to leave, in ms. Closing takes half a second more. */
const leavingLimit = 1200;

type Wish = Extract<Effect, {readonly type: 'start-storm'}>;

/** Runs one storm at a time: the one that was asked for last. */
const stormRunner = (session: StormSession, hear: OnStormEvent, onBroken: (error: unknown) => void) => {
	let current: Storm | undefined;
	let wish: Wish | undefined;
	const runNext = async (): Promise<void> => {
		while (wish) {
			const {clients, cure, policy} = wish;
			wish = undefined;
			current = session.start({clients, cure, policy, mostClients: 1000, onEvent: hear});
			await current.ended;
			current = undefined;
		}
	};

	let running = Promise.resolve();
	return {
		start(asked: Wish): void {
			wish = asked;
			if (current) {
				current.stop();
				return;
			}

			running = runNext().catch(onBroken);
		},
		setClients(clients: number): void {
			wish &&= {...wish, clients};
			current?.setClients(clients);
		},
		/** Ends the one that goes on; resolves when all clients have left. */
		async stop(): Promise<void> {
			wish = undefined;
			current?.stop();
			await running;
		},
		hottest: (): string[] => current?.hottest() ?? [],
	};
};

const failed = (error: unknown): Left => ({code: exitCodeOf(error), message: [error instanceof Error ? error.message : String(error)]});

/** Shows a storm on the whole terminal, and prints what the last one came to when somebody leaves. The first frame comes before the database is up. Resolves to the exit code. */
export const runStormOnScreen = async ({settings, origins}: CommandInput): Promise<number> => {
	const {left, leave, watch} = untilLeft(settings.verbose);
	const quit = new AbortController();
	const {promise: opened, resolve: setOpened} = Promise.withResolvers<ReturnType<typeof stormRunner>>();
	const perform = (effect: Effect) => {
		switch (effect.type) {
			case 'start-storm': {
				void opened.then(({start}) => {
					start(effect);
				});
				break;
			}

			case 'stop-storm': {
				void opened.then(async ({stop}) => stop());
				break;
			}

			case 'set-clients': {
				void opened.then(({setClients}) => {
					setClients(effect.clients);
				});
				break;
			}

			case 'suspend': {
				suspend();
				break;
			}

			case 'quit': {
				leave({code: exitCodes.done});
				break;
			}

			case 'send-transfer':
			case 'cancel-transfer':
			case 'look':
			case 'watch-sessions':
			case 'leave-sessions':
			case 'set-pacing':
			case 'step':
			case 'hold-lab': {
				// They are others'.
				break;
			}
		}
	};

	const {clients, cure, policy, base = 10, cap = 1000, isolation = 'serializable', restart = 'begin'} = stormOptions(settings, origins);
	const making = {policy: policy ?? settings.policy, base, cap, maxAttempts: settings.maxAttempts, isolation, restart, rivals: 0, faults: []};
	const store = createStore({...initialModel(making), storm: newStorm(clients, cure)}, perform, systemClock.now);
	const recorder = startRecording('storm', settings, message => {
		store.dispatch({type: 'recording-failed', at: systemClock.now(), message});
	});
	const hear = recordedInto(recorder, store.dispatch);
	const screen = drawScreen(store, settings);
	watch(screen.exited);
	const last = keepLastStorm();
	let database: Database | undefined;
	const open = async () => {
		const session = await openStormSession(settings, origins, {
			signal: quit.signal,
			onDatabase(connected) {
				database = connected;
			},
		});
		const runner = stormRunner(session, event => {
			last.hear(event);
			hear(event);
		}, error => {
			leave(failed(error));
		});
		for (const event of await stormOpening(session, isolation)) {
			hear(event);
		}

		session.watch(hear, runner.hottest, quit.signal);
		setOpened(runner);
		// It is what was asked for: nobody has to press a key first.
		store.dispatch({type: 'storm-pressed'});
		return {stop: runner.stop, conclude: session.conclude};
	};

	const opening = open();
	opening.catch((error: unknown) => {
		leave(failed(error));
	});
	const {code, message = []} = await left;
	quit.abort();
	const seen = store.model().audit;
	store.close();
	screen.close();
	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	const limit = new AbortController();
	const audit = await Promise.race([
		opening.then(async ({stop, conclude}) => {
			await stop();
			return conclude();
		}).catch(() => undefined),
		systemClock.sleep(leavingLimit, limit.signal).catch(() => undefined),
	]) ?? undefined;
	limit.abort();
	if (code === exitCodes.done) {
		const {glyphs, theme} = lookFor(settings);
		const {say} = createPrinter(false, undefined, theme);
		for (const line of last.lines(audit, glyphs, store.model().storm?.refusedCures)) {
			say(line);
		}
	}

	recorder?.close();
	await database?.close();
	return code === exitCodes.done && (audit ?? seen)?.conserved === false ? exitCodes.invariantBroken : code;
};
