import type {Account} from '../bank/bank.js';
import type {BankEvent} from '../bank/events.js';
import {formatCents} from '../bank/money.js';
import type {RecordedEvent} from '../recording/event-shapes.js';
import {remarkOn, type Recording} from '../recording/recording.js';
import type {TransactionEvent} from '../transactions/events.js';
import {auditSegment} from '../ui/audit-words.js';
import {formatPosition, pad} from '../ui/format.js';
import {plain, toned, type Line} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import {narrate} from './narrate.js';

/** More balances than this are not told: who wants them has the JSON. */
const mostBalances = 40;

type Telling = {
	readonly glyphs: Glyphs;
	readonly verbose: boolean;
	/** Several servers could serve, so it is said which one does. */
	readonly namesServers: boolean;
	/** The accounts as they were last read. */
	accounts: readonly Account[];
	/** The transfer that is told of. */
	transactionId: string;
	audit: string;
	owner(id: string): string;
};

const headLines = ({head, events, lines}: Recording, name: string, {glyphs}: Telling): Line[] => {
	const {server, command, at, program} = head;
	const length = Math.max(0, (events.at(-1)?.at ?? at) - at);
	const where = server ? `${server.engine} ${server.version} ${server.embedded ? 'embedded' : server.address}` : 'no server was met';
	return [
		[toned('strong', `Replay of ${name}`), plain(`  ${where} ${glyphs.dot} ${command}`)],
		[toned('dim', `Recorded on ${new Date(at).toISOString()} by Backoff Bank ${program}: ${lines.length} events in ${formatPosition(length)}`)],
	];
};

const balanceLines = ({accounts, at}: BankEvent & {type: 'balances-read'}, telling: Telling): Line[] => {
	const before = new Map(telling.accounts.map(({id, balance}) => [id, balance]));
	telling.accounts = accounts;
	const changed = accounts.filter(({id, balance}) => before.get(id) !== balance).slice(0, mostBalances);
	if (changed.length === 0) {
		return [];
	}

	return [
		[plain(`Balances at ${new Date(at).toLocaleTimeString('en-GB')}`)],
		...changed.map(({owner, balance}): Line => [plain(`  ${pad(owner, 16)}${formatCents(balance).padStart(14)}`)]),
	];
};

const auditLines = ({audit}: BankEvent & {type: 'audited'}, telling: Telling): Line[] => {
	const line: Line = [plain(`${telling.glyphs.sum} ${formatCents(audit.total)} `), auditSegment(audit, telling.glyphs)];
	const told = line.map(({text}) => text).join('');
	const isNews = told !== telling.audit;
	telling.audit = told;
	return isNews ? [line] : [];
};

/** What the program told of itself only for the screen. */
const isProgramEvent = (event: RecordedEvent): event is Exclude<RecordedEvent, BankEvent | TransactionEvent> => ['connecting', 'connected', 'making-set', 'pacing-set'].includes(event.type);

const eventLines = (event: RecordedEvent, telling: Telling): Line[] => {
	if (event.type === 'balances-read') {
		return balanceLines(event, telling);
	}

	if (event.type === 'audited') {
		return auditLines(event, telling);
	}

	if (event.type === 'balances-lost') {
		return [[toned('waiting', `The balances can't be read: ${event.message}`)]];
	}

	if (event.type === 'transfer-started') {
		const {id, from, to, cents} = event.transfer;
		telling.transactionId = id;
		return [[toned('strong', `${telling.owner(from)} ${telling.glyphs.to} ${telling.owner(to)}  ${formatCents(cents)}`), toned('dim', `  ${id}`)]];
	}

	if (event.type === 'connecting-failed' || event.type === 'recording-failed') {
		return [[toned('failed', event.message)]];
	}

	const line = isProgramEvent(event) ? undefined : narrate(event, telling);
	return line ? [line] : [];
};

/**
A recording in plain words, as `demo` tells of what happens.

@yields One line after the other.
*/
export function * tellRecording(recording: Recording, name: string, {glyphs, verbose}: {glyphs: Glyphs; verbose: boolean}): Generator<Line> {
	const telling: Telling = {
		glyphs,
		verbose,
		namesServers: recording.events.some(({type}) => type === 'connection-acquired'),
		accounts: [], transactionId: '', audit: '',
		owner: id => telling.accounts.find(account => account.id === id)?.owner ?? id.slice(0, 8),
	};
	yield * headLines(recording, name, telling);
	for (const event of recording.events) {
		yield * eventLines(event, telling);
	}

	const remark = remarkOn(recording);
	if (remark !== undefined) {
		yield [toned('waiting', `${remark}.`)];
	}
}
