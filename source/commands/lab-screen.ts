import process from 'node:process';
import type {Database} from '../database/connect.js';
import {createTurnstile} from '../load/hold.js';
import type {Effect} from '../store/effects.js';
import {initialModel} from '../store/model.js';
import {createStore} from '../store/store.js';
import {systemClock} from '../transactions/clock.js';
import {printable} from '../ui/printable.js';
import {labDrawing} from '../ui/screens/lab.js';
import {plain, toned, type Line} from '../ui/line.js';
import type {CommandInput} from './command.js';
import {drawScreen} from './draw-screen.js';
import {exitCodeOf, exitCodes} from './exit-codes.js';
import {articleExperiment, curesExperiment, type Conclusion} from './lab-experiments.js';
import {labError, openLab} from './lab-session.js';
import {lookFor} from './look-for.js';
import {createPrinter} from './print.js';
import {recordedInto, startRecording} from './record.js';
import {makeReportFiles} from './report-files.js';
import {suspend} from './suspend.js';
import {leftWords} from './tell-outage.js';
import {untilLeft} from './until-left.js';

/** Shows a lab on the whole terminal, and prints what it came to when somebody leaves. The first frame comes before the database is up. Resolves to the exit code. */
export const runLabOnScreen = async ({settings, origins}: CommandInput): Promise<number> => {
	const experiment = settings.article ? articleExperiment(settings, origins) : curesExperiment(settings, origins);
	const reports = await makeReportFiles(settings.report);
	const {left, leave, watch} = untilLeft(settings.verbose);
	const {glyphs, theme} = lookFor(settings);
	const quit = new AbortController();
	const turnstile = createTurnstile();
	let database: Database | undefined;
	const perform = (effect: Effect) => {
		switch (effect.type) {
			case 'hold-lab': {
				turnstile.set(effect.isHeld);
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
			case 'start-storm':
			case 'stop-storm':
			case 'set-clients': {
				// They are others': the lab has no keys for them.
				break;
			}
		}
	};

	const {policy, base, cap, maxAttempts, isolation, restart} = settings;
	const making = {policy, base, cap, maxAttempts, isolation, restart, rivals: 0, faults: []};
	const store = createStore({...initialModel(making), lab: experiment.initial}, perform, systemClock.now);
	const conclude = (): Conclusion | undefined => {
		const {lab} = store.model();
		return lab && database ? experiment.conclude(lab, database.server, glyphs) : undefined;
	};

	let isWritten = false;
	const writeReports = async (conclusion: Conclusion) => {
		if (settings.report.length === 0 || isWritten) {
			return;
		}

		isWritten = true;
		await reports.write(conclusion.report);
		store.dispatch({type: 'report-written', files: settings.report});
	};

	const recorder = startRecording('lab', settings, message => {
		store.dispatch({type: 'recording-failed', at: systemClock.now(), message});
	});
	const hear = recordedInto(recorder, store.dispatch);
	const screen = drawScreen(store, settings, labDrawing);
	watch(screen.exited);
	const measure = async () => {
		const {signal} = quit;
		const {bank, connections, clear} = await openLab(settings, {
			signal,
			onStage(doing) {
				store.dispatch({type: 'connecting', at: systemClock.now(), doing});
			},
			onDatabase(connected) {
				database = connected;
				const {engine, version, embedded, address, hosts} = connected.server;
				hear({type: 'connected', at: systemClock.now(), server: {engine: engine.title, version, embedded, address, hosts, isolation, refusedFaults: new Map()}});
			},
		});
		try {
			await experiment.run(bank, {connections, signal, hold: turnstile.hold, hear});
			const conclusion = conclude();
			if (conclusion) {
				await writeReports(conclusion);
			}
		} finally {
			await clear();
		}
	};

	const measuring = measure().catch((error: unknown) => {
		const told = labError(error, settings);
		leave({code: exitCodeOf(told), message: [told instanceof Error ? told.message : String(told)]});
	});
	const {code, message = []} = await left;
	quit.abort();
	turnstile.set(false);
	screen.close();
	const conclusion = conclude();
	const {say} = createPrinter(false, undefined, theme);
	const told: readonly Line[] = conclusion ? conclusion.lines(Math.max(40, process.stdout.columns)) : [[plain('Nothing was measured.')]];
	for (const line of message.length > 0 && !conclusion ? [] : told) {
		say(line);
	}

	await measuring;
	const {left: tables = []} = store.model().lab ?? {};
	if (tables.length > 0) {
		say([toned('waiting', ` ${leftWords(tables)}`)]);
	}

	if (conclusion) {
		await writeReports(conclusion);
		recorder?.write(conclusion.summary);
	}

	if (settings.report.length > 0) {
		say([plain(conclusion ? ` Written: ${settings.report.join(', ')}` : 'No report was written.')]);
	}

	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	store.close();
	recorder?.close();
	await reports.close();
	await database?.close();
	return code === exitCodes.done && conclusion ? conclusion.code : code;
};
