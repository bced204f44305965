import {dropEmptySchema, ensureSchema, tablesOn} from '../bank/schema.js';
import type {Bank} from '../bank/bank.js';
import {connectDatabase, type ConnectOptions, type Database} from '../database/connect.js';
import {DatabaseConnectionError} from '../database/connection-error.js';
import type {Settings} from '../settings.js';
import {toned} from '../ui/line.js';
import {lossIn} from '../ui/lost-words.js';
import type {Glyphs} from '../ui/theme.js';
import {checkOffered} from './check-offered.js';
import {limitLongClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {startRecording} from './record.js';
import {makeReportFiles, type ReportFiles} from './report-files.js';
import {countConnections, mostConnections} from './storm-session.js';

/** Where an experiment finds what it works on. */
export type OpenLab = {
	readonly database: Database;
	/** The bank's schema is there; nobody's accounts are touched. */
	readonly bank: Bank;
	/** How many connections clients share at most. */
	readonly connections: number;
};

/** What an experiment in the lab works with where there is no screen. */
export type LabSession = OpenLab & {
	readonly printer: Printer;
	readonly glyphs: Glyphs;
	readonly reports: ReportFiles;
	readonly signal: AbortSignal;
};

/** How long what was interrupted may take to come to its end and to take its tables away, in ms. */
const clearingLimit = 8000;

/**
Connects, and makes the bank's schema where there is none; `clear` takes that away again.

@throws As `connectDatabase` does.
@throws {SettingError} The server doesn't have what the settings ask for.
*/
export const openLab = async (
	settings: Settings,
	{signal, onStage, onDatabase}: Pick<ConnectOptions, 'onStage'> & {
		readonly signal: AbortSignal;
		/** There is something to close. */
		onDatabase(database: Database): void;
	},
): Promise<OpenLab & {clear(): Promise<void>}> => {
	const {url, schema, statementTimeout, poolTimeout} = settings;
	const database = await connectDatabase({url, connections: mostConnections, statementTimeout, poolTimeout, signal, ...(onStage && {onStage})});
	onDatabase(database);
	limitLongClearing(signal, database, clearingLimit);
	checkOffered(settings, database.server);
	const bank: Bank = {database, tables: tablesOn(database, schema)};
	const connections = await countConnections(database);
	const created = await ensureSchema(database, bank.tables);
	return {
		database, bank, connections,
		async clear() {
			await dropEmptySchema(bank, created);
		},
	};
};

/** What ended a lab, in words of its own where its server was lost. */
export const labError = (error: unknown, {schema}: Pick<Settings, 'schema'>): unknown => {
	const loss = error instanceof DatabaseConnectionError ? undefined : lossIn(error);
	return loss === undefined
		? error
		: new DatabaseConnectionError(`The lab has lost its server: ${loss}. Its tables may be left in ${schema}. Start it again once the server is back.`, {cause: error});
};

/** Sets up what an experiment needs, runs it, and clears up whatever happens. Resolves to the exit code. */
export const withLab = async (settings: Settings, work: (session: LabSession) => Promise<number>): Promise<number> => {
	const {json, report} = settings;
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
		const opened = await openLab(settings, {
			signal,
			onDatabase(connected) {
				database = connected;
				const {engine, version, embedded, address} = connected.server;
				recorder?.begin({engine: engine.title, version, embedded, address});
			},
		});
		try {
			return await work({...opened, printer, glyphs, reports, signal});
		} finally {
			await opened.clear();
		}
	} catch (error) {
		return sayInterrupted(labError(error, settings), code(), printer);
	} finally {
		recorder?.close();
		await reports.close();
		await database?.close();
	}
};
