import {dropEmptySchema, ensureSchema, tablesOn} from '../bank/schema.js';
import type {Bank} from '../bank/bank.js';
import {connectDatabase, type Database} from '../database/connect.js';
import type {Settings} from '../settings.js';
import {toned} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import type {Theme} from '../ui/themes.js';
import {checkOffered} from './check-offered.js';
import {limitClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {startRecording} from './record.js';
import {makeReportFiles, type ReportFiles} from './report-files.js';
import {countConnections, mostConnections} from './storm-session.js';

/** What an experiment in the lab works with. */
export type LabSession = {
	readonly database: Database;
	/** The bank's schema is there; nobody's accounts are touched. */
	readonly bank: Bank;
	/** How many connections clients share at most. */
	readonly connections: number;
	readonly printer: Printer;
	readonly glyphs: Glyphs;
	readonly theme: Theme;
	readonly reports: ReportFiles;
	readonly signal: AbortSignal;
};

/** How long what was interrupted may take to come to its end and to take its tables away, in ms. */
const clearingLimit = 8000;

/** Sets up what an experiment needs, runs it, and clears up whatever happens. Resolves to the exit code. */
export const withLab = async (settings: Settings, work: (session: LabSession) => Promise<number>): Promise<number> => {
	const {url, schema, statementTimeout, poolTimeout, json, report} = settings;
	const reports = await makeReportFiles(report);
	const {signal, code} = listenForSignals();
	const {glyphs, theme} = lookFor(settings);
	let recorder: ReturnType<typeof startRecording>;
	let printer = createPrinter(json, undefined, theme);
	let database: Database | undefined;
	try {
		recorder = startRecording('lab', settings, message => {
			printer.say([toned('waiting', message)]);
		});
		printer = createPrinter(json, recorder, theme);
		database = await connectDatabase({url, connections: mostConnections, statementTimeout, poolTimeout, signal});
		limitClearing(signal, database, clearingLimit);
		checkOffered(settings, database.server);
		const {engine, version, embedded, address} = database.server;
		recorder?.begin({engine: engine.title, version, embedded, address});
		const bank: Bank = {database, tables: tablesOn(database, schema)};
		const connections = await countConnections(database);
		const created = await ensureSchema(database, bank.tables);
		try {
			return await work({database, bank, connections, printer, glyphs, theme, reports, signal});
		} finally {
			await dropEmptySchema(bank, created);
		}
	} catch (error) {
		return sayInterrupted(error, code(), printer);
	} finally {
		recorder?.close();
		await reports.close();
		await database?.close();
	}
};
