import process from 'node:process';
import {connectDatabase, type Database} from '../database/connect.js';
import type {Settings} from '../settings.js';
import {createOutage, type Outage} from '../load/outage.js';
import {toned, type Line} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import {limitClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {startRecording} from './record.js';
import {createLossTeller, leftWords} from './tell-outage.js';

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
	/** Plays a lesson; and plays it again from its beginning, once the server is back, where that was lost. Both are said. */
	readonly outlast: Outage['outlast'];
	/** What lessons could not take away. */
	readonly left: Set<string>;
};

/** Connects, lets `work` play, and clears up whatever happens. Resolves to the exit code. */
export const playPlainly = async (settings: Settings, work: (stage: PlainStage) => Promise<number>): Promise<number> => {
	const {url, statementTimeout, poolTimeout, json, policy, base, cap} = settings;
	const recorder = startRecording('lesson', settings, message => {
		printer.say([toned('waiting', message)]);
	});
	const {theme, glyphs} = lookFor(settings);
	const printer: Printer = createPrinter(json, recorder, theme);
	const {signal, code} = listenForSignals();
	let database: Database | undefined;
	const left = new Set<string>();
	const teller = createLossTeller(glyphs);
	const sayAll = (lines: readonly Line[]) => {
		for (const line of lines) {
			printer.say(line);
		}
	};

	try {
		database = await connectDatabase({url, statementTimeout, poolTimeout, signal});
		limitClearing(signal, database);
		const {engine, version, embedded, address} = database.server;
		recorder?.begin({engine: engine.title, version, embedded, address});
		return await work({
			database, printer, glyphs, signal, left,
			width: plainWidth(),
			outlast: createOutage(database, {backoff: {policy, base, cap}, signal}, {
				onLost(loss) {
					printer.tell({type: 'lesson-lost', ...loss});
					sayAll(teller.lost(loss));
				},
				onRegained(at) {
					printer.tell({type: 'lesson-regained', at});
					sayAll([...teller.regained(), ...teller.said('What it disturbed begins anew.')]);
				},
			}).outlast,
		});
	} catch (error) {
		sayAll(left.size > 0 ? teller.said(leftWords([...left])) : []);
		return sayInterrupted(error, code(), printer);
	} finally {
		recorder?.close();
		await database?.close();
	}
};
