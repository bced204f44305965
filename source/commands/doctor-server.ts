import {askHosts} from '../database/ask-hosts.js';
import type {Database, ServerIdentity} from '../database/connect.js';
import {isolationInForce} from '../database/isolation-in-force.js';
import {describePlace} from '../database/places.js';
import {readCounts, readSessions} from '../database/read-sessions.js';
import {serverWords} from '../database/served-by.js';
import type {Settings} from '../settings.js';
import {systemClock} from '../transactions/clock.js';
import {isolationLevels} from '../transactions/isolation.js';
import {formatMs, pad} from '../ui/format.js';
import {plain, toned, type Line} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import type {Printer} from './print.js';

/** How many round trips the latency is the median of. */
const roundTrips = 21;
/** How long each of several hosts may take to let us in, in ms. */
const hostLimit = 3000;

/** One thing that the doctor found, under its name. */
export const row = (name: string, value: string): Line => [toned('dim', pad(`  ${name}`, 23)), plain(value)];

const checkedWords = {
	'authority and name': 'the certificate\'s authority and name were checked',
	authority: 'the certificate\'s authority was checked, not its name: it may be another server that answers',
	nothing: 'the certificate was not checked: it may be anybody who answers',
} as const;

const tlsWords = ({tls, embedded, isLocal}: ServerIdentity): string => {
	if (tls) {
		return `${tls.protocol}; ${checkedWords[tls.checked]}`;
	}

	if (embedded) {
		return 'none, nor is it needed: nobody else reaches this server';
	}

	return isLocal ? 'none: the server is on this machine' : 'none: what is sent can be read on the way';
};

/** The median of round trips with nothing to do, in ms. */
const measureLatency = async ({pool}: Database): Promise<number> => {
	const client = await pool.connect();
	const times: number[] = [];
	try {
		for (let trip = 0; trip < roundTrips; trip++) {
			const sent = systemClock.now();
			await client.query('SELECT 1');
			times.push(systemClock.now() - sent);
		}
	} finally {
		client.release();
	}

	return times.toSorted((a, b) => a - b)[Math.floor(roundTrips / 2)] ?? 0;
};

/** What each isolation level that can be asked for really is on this server, and what would make it real. */
const sayLevels = async (database: Database, {printer: {say}}: DoctorInput): Promise<void> => {
	const words: string[] = [];
	const remedies: string[] = [];
	for (const level of isolationLevels) {
		const inForce = await isolationInForce(database, level).catch(() => 'refused');
		words.push(inForce === level ? level : `${level} is ${inForce}`);
		const remedy = database.server.engine.levelRemedies?.[level];
		if (inForce !== level && remedy !== undefined) {
			remedies.push(`${level}: ${remedy}`);
		}
	}

	say(row('levels in force', words.join(', ')));
	for (const remedy of remedies) {
		say(row('', remedy));
	}
};

/** Which of several hosts let us in, and which nodes they are; with one, the node that serves us. */
const sayNodes = async ({server: {hosts, servedBy, engine}}: Database, url: string, {printer: {say}, glyphs}: DoctorInput): Promise<void> => {
	if (hosts === 1) {
		if (servedBy) {
			say(row('served by', serverWords(servedBy)));
		}

		return;
	}

	for (const {node, why, ...place} of await askHosts(url, engine, hostLimit)) {
		const name = describePlace(place);
		say(row('host', why === undefined
			? `${glyphs.committed} ${name} lets us in${node === undefined ? '' : `, as node ${node}`}`
			: `${glyphs.failed} ${name}: ${why}`));
	}
};

/** Who is there of the bank's programs, who waits, and what the server has counted. */
const sayContention = async (database: Database, {printer: {say}}: DoctorInput): Promise<void> => {
	const {sessions, notes} = await readSessions(database);
	const waiting = sessions.filter(({waitsFor}) => waitsFor.length > 0);
	const waits = waiting.length === 0 ? 'nobody waits for another' : `${waiting.length} wait for another`;
	if (database.server.engine.contention) {
		// Where something is hidden, nobody knows that nobody waits.
		const known = waiting.length > 0 || notes.length === 0 ? `; ${waits}` : '';
		say(row('sessions', `${sessions.length} of the bank's programs, this one's included${known}`));
	}

	for (const {id, waitsFor} of waiting) {
		say(row('', `${id} waits for ${waitsFor.join(', ')}`));
	}

	for (const words of new Set([...notes, ...await readCounts(database)])) {
		say(row('contention', words));
	}
};

export type DoctorInput = {readonly printer: Printer; readonly glyphs: Glyphs; readonly answered: number};

/** What the server is, and what it offers. `answered` is how long connecting took, in ms. */
export const sayServer = async (database: Database, {url, isolation}: Settings, input: DoctorInput): Promise<void> => {
	const {say} = input.printer;
	const {engine, version, embedded, address, settings} = database.server;
	say(row('engine', `${engine.title} ${version}${embedded ? ', embedded' : ''}`));
	say(row('where', address));
	if (url !== undefined) {
		await sayNodes(database, url, input);
	}

	say(row('answered after', formatMs(input.answered)));
	say(row('TLS', tlsWords(database.server)));
	const inForce = await isolationInForce(database, isolation).catch((error: unknown) => `refused: ${error instanceof Error ? error.message : String(error)}`);
	say(row('isolation', inForce === isolation ? inForce : `${inForce}, though ${isolation} was asked for (--isolation)`));
	await sayLevels(database, input);
	for (const {name, purpose, why} of settings.refused) {
		say(row('does without', `${name}, which ${purpose}: ${why}. Nothing is to be done`));
	}

	const latency = formatMs(await measureLatency(database));
	say(row('latency', `${latency} a round trip (median of ${roundTrips})`));
	await sayContention(database, input);
};
