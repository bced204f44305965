import process from 'node:process';
import {connectDatabase, type Database} from '../database/connect.js';
import type {Settings} from '../settings.js';
import {toned} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import {limitClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {startRecording} from './record.js';

/** How wide plain text is where no terminal says otherwise, and where it does, at least and at most. */
const width = {usual: 80, least: 60, most: 160} as const;

/** Cells that a line of plain text may take, where it is made to fit. */
export const plainWidth = (): number => Math.max(width.least, Math.min(width.most, process.stdout.columns ?? width.usual));

/** What a lesson in plain text works with. */
export type PlainStage = {
	readonly database: Database;
	readonly printer: Printer;
	readonly glyphs: Glyphs;
	/** Cells a line may take. */
	readonly width: number;
	/** Aborted by the signals that end a program. */
	readonly signal: AbortSignal;
};

/** Connects, lets `work` play, and clears up whatever happens. Resolves to the exit code. */
export const playPlainly = async (settings: Settings, work: (stage: PlainStage) => Promise<number>): Promise<number> => {
	const {url, statementTimeout, poolTimeout, json} = settings;
	const recorder = startRecording('lesson', settings, message => {
		printer.say([toned('waiting', message)]);
	});
	const {theme, glyphs} = lookFor(settings);
	const printer: Printer = createPrinter(json, recorder, theme);
	const {signal, code} = listenForSignals();
	let database: Database | undefined;
	try {
		database = await connectDatabase({url, statementTimeout, poolTimeout, signal});
		limitClearing(signal, database);
		const {engine, version, embedded, address} = database.server;
		recorder?.begin({engine: engine.title, version, embedded, address});
		return await work({
			database, printer, glyphs, signal,
			width: plainWidth(),
		});
	} catch (error) {
		return sayInterrupted(error, code(), printer);
	} finally {
		recorder?.close();
		await database?.close();
	}
};
