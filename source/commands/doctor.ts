import {stat} from 'node:fs/promises';
import process from 'node:process';
import type {Bank} from '../bank/bank.js';
import {readLeftOver} from '../bank/journal.js';
import {stateDirectory} from '../bank/state-directory.js';
import {formatCents} from '../bank/money.js';
import {journalName, settleLeftOver} from '../bank/settle-left-over.js';
import {connectDatabase, type Database} from '../database/connect.js';
import {describeAddress, readAddress} from '../database/target.js';
import {hotSpotText} from '../load/hot-spot.js';
import {policyChoiceText} from '../load/lab/policy-choice.js';
import {definitions, flagOf, type Origins, type SettingName, type Settings} from '../settings.js';
import {systemClock} from '../transactions/clock.js';
import {formatTime, pad} from '../ui/format.js';
import {toned} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import type {CommandInput} from './command.js';
import {exitCodes} from './exit-codes.js';
import {limitClearing, listenForSignals} from './interrupt.js';
import {sayBank} from './doctor-bank.js';
import {row, sayServer} from './doctor-server.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';

const terminalWords = ({sum}: Glyphs): string => {
	const {stdout, env} = process;
	if (!stdout.isTTY) {
		return 'none: output is a file or a pipe';
	}

	const colours = 2 ** stdout.getColorDepth();
	return `${stdout.columns}×${stdout.rows}, ${env['TERM'] ?? 'TERM not set'}, ${colours.toLocaleString('en-US')} colours, ${sum === 'Σ' ? 'Unicode' : 'plain'} signs`;
};

/** Whether others than its owner may read a file. Windows has other rights, which a mode doesn't tell. */
const isReadByOthers = async (file: string): Promise<boolean> => {
	try {
		const {mode} = await stat(file);
		const [, group = '0', others = '0'] = (mode % 0o1000).toString(8).padStart(3, '0');
		return process.platform !== 'win32' && (Number(group) >= 4 || Number(others) >= 4);
	} catch {
		return false;
	}
};

/** What is shown of a setting that nobody has set, and that is chosen where it is used. */
const unset = 'as usual';

/** A setting's value as it may be shown: a connection string without its password. */
const shownValue = (name: SettingName, settings: Settings): string => {
	if (name === 'url') {
		return settings.url === undefined ? 'none: the embedded PostgreSQL' : describeAddress(readAddress(settings.url));
	}

	if (name === 'hot') {
		return hotSpotText(settings.hot);
	}

	if (name === 'policies') {
		return settings.policies?.map(each => policyChoiceText(each)).join(', ') ?? unset;
	}

	const value = settings[name];
	if (typeof value === 'object') {
		const names = 'name' in value ? [value.name] : value.map(each => typeof each === 'string' ? each : each.name);
		return names.length === 0 ? 'none' : names.join(', ');
	}

	if (value === undefined) {
		return unset;
	}

	return definitions[name].placeholder === 'TIME' ? formatTime(Number(value)) : String(value);
};

const saySettings = (settings: Settings, origins: Origins, {say}: Printer): void => {
	say([toned('strong', 'Settings')]);
	for (const name of Object.keys(definitions) as SettingName[]) {
		const origin = origins.get(name) ?? 'default';
		const value = pad(shownValue(name, settings), 34);
		say([...row(flagOf(name), value), toned(origin === 'default' ? 'dim' : 'accent', ` ${origin}`)]);
	}
};

const outcomeWords = {made: 'was made', 'not-made': 'was not made', unknown: 'still unknown'} as const;

/** What earlier programs left open, and, in this bank, what became of it. Resolves to how many transfers are still unknown. */
const sayJournal = async (bank: Bank | undefined, {say}: Printer, signal: AbortSignal): Promise<number> => {
	const directory = stateDirectory();
	say([toned('strong', 'Journal')]);
	say(row('where', directory ?? 'nowhere: neither XDG_STATE_HOME nor HOME says where'));
	const settled = bank ? await settleLeftOver(bank, directory, signal) : [];
	for (const {transfer: {id, cents}, askedAt, outcome} of settled) {
		say(row(outcomeWords[outcome], `${formatCents(cents)}, asked for on ${new Date(askedAt).toISOString()}, ${id}`));
	}

	const elsewhere = await readLeftOver(directory);
	const others = elsewhere.filter(entry => !bank || entry.bank !== journalName(bank));
	for (const [name, entries] of Map.groupBy(others, entry => entry.bank)) {
		say(row('open elsewhere', `${entries.length} in ${name}`));
	}

	if (settled.length === 0 && others.length === 0) {
		say(row('left open', 'nothing'));
	}

	return settled.filter(({outcome}) => outcome === 'unknown').length;
};

/** `doctor`: what this machine, the terminal and the database offer, and where each setting comes from. */
export const doctor = async ({settings, origins}: CommandInput): Promise<number> => {
	const {url, statementTimeout, poolTimeout} = settings;
	const {signal, code} = listenForSignals();
	const {theme, glyphs} = lookFor(settings);
	const printer = createPrinter(false, undefined, theme);
	const {say} = printer;
	say([toned('strong', 'This machine')]);
	say(row('Node', `${process.versions.node} on ${process.platform} ${process.arch}`));
	say(row('terminal', terminalWords(glyphs)));
	if (await isReadByOthers('.env')) {
		say([toned('waiting', `${glyphs.unknown} Others can read the file .env, and what is secret in it. Keep it to yourself: chmod 600 .env`)]);
	}

	saySettings(settings, origins, printer);
	say([toned('strong', 'Database')]);
	const asked = systemClock.now();
	let database: Database | undefined;
	try {
		database = await connectDatabase({url, signal, statementTimeout, poolTimeout});
		limitClearing(signal, database);
		const input = {printer, glyphs, answered: systemClock.now() - asked};
		await sayServer(database, settings, input);
		const {tables, code: opening} = await sayBank(database, settings, input);
		const stillOpen = await sayJournal(tables && {database, tables}, printer, signal);
		if (opening !== exitCodes.done) {
			say([toned('failed', `${glyphs.failed} The bank can't be opened like this: see what is marked above.`)]);
			return opening;
		}

		say(stillOpen === 0
			? [toned('committed', `${glyphs.committed} All is well.`)]
			: [toned('waiting', `${glyphs.unknown} What became of ${stillOpen} of them is not known yet. Ask again once the server has ended the old sessions.`)]);
		return stillOpen === 0 ? exitCodes.done : exitCodes.outcomeUnknown;
	} catch (error) {
		const interrupted = code();
		if (interrupted === undefined) {
			throw error;
		}

		return interrupted;
	} finally {
		await database?.close();
	}
};
