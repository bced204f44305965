import type {Account} from '../bank/bank.js';
import type {BankEvent} from '../bank/events.js';
import {formatCents} from '../bank/money.js';
import type {RecordedEvent} from '../recording/event-shapes.js';
import type {Recording} from '../recording/recording.js';
import type {TransactionEvent} from '../transactions/events.js';
import {withChanges} from '../store/update-accounts.js';
import {auditSegment} from '../ui/audit-words.js';
import {pad} from '../ui/format.js';
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

const balanceLines = (accounts: readonly Account[], at: number, telling: Telling): Line[] => {
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

/** What comes in the middle of a transfer, or of the journal. */
const isNarrated = (event: RecordedEvent): event is BankEvent | TransactionEvent => event.type === 'journal-settled' || event.type === 'journal-failed'
	|| ('transactionId' in event && event.type !== 'statement-held' && event.type !== 'statement-blocked');

const eventLines = (event: RecordedEvent, telling: Telling): Line[] => {
	if (event.type === 'balances-read') {
		return balanceLines(event.accounts, event.at, telling);
	}

	if (event.type === 'balances-changed') {
		return balanceLines(withChanges(telling.accounts, event.accounts), event.at, telling);
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

	const line = isNarrated(event) ? narrate(event, telling) : undefined;
	return line ? [line] : [];
};

/**
Transfers in plain words, as `demo` tells of what happens.

@yields One line after the other.
*/
export function * tellTransfers({events}: Recording, {glyphs, verbose}: {glyphs: Glyphs; verbose: boolean}): Generator<Line> {
	const telling: Telling = {
		glyphs,
		verbose,
		namesServers: events.some(({type}) => type === 'connection-acquired'),
		accounts: [], transactionId: '', audit: '',
		owner: id => telling.accounts.find(account => account.id === id)?.owner ?? id.slice(0, 8),
	};
	for (const event of events) {
		yield * eventLines(event, telling);
	}
}
