import {briefly} from '../database/engines/index.js';
import {fullServerWords} from '../database/served-by.js';
import {formatCents} from '../bank/money.js';
import type {BankEvent} from '../bank/events.js';
import {settledWords} from '../bank/settled-words.js';
import type {TransactionEvent} from '../transactions/events.js';
import {atMostWords} from '../ui/at-most-words.js';
import {formatMs} from '../ui/format.js';
import {levelWords} from '../ui/level-words.js';
import {plain, toned, type Line} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import {noWaitWords} from '../ui/timeline/failure.js';

/** What the narration must know of the transfer that it tells of. */
export type Narrated = {
	readonly transactionId: string;
	readonly glyphs: Glyphs;
	/** Every statement, with its time. */
	readonly verbose: boolean;
	/** Who serves each attempt: where several hosts were named. */
	readonly namesServers: boolean;
	/** The isolation level that the server really has for its transactions; undefined where nobody asked it. */
	readonly inForce?: string | undefined;
	/** The owner of an account, by its id. */
	owner(id: string): string;
};

const margin = ' '.repeat(13);

const attemptWord = (attempt: number): string => `  attempt ${attempt}`.padEnd(margin.length);

/** A transfer's events in plain words, as they happen: no line for what needs none. */
export const narrate = (event: BankEvent | TransactionEvent, {transactionId, glyphs, verbose, namesServers, inForce, owner}: Narrated): Line | undefined => {
	if (event.type === 'rival-sent') {
		const {from, cents} = event.transfer;
		return [plain(margin), toned('accent', `rival ${glyphs.conflict} sends ${formatCents(cents)} out of ${owner(from)}'s account, and commits first`)];
	}

	if (event.type === 'journal-settled') {
		return [toned('waiting', `An earlier run left transfers open: ${settledWords(event.settled)}.`)];
	}

	if (event.type === 'journal-failed') {
		return [toned('waiting', `No journal is kept (${event.message}): what is cut off can't be settled later.`)];
	}

	if (!('transactionId' in event) || event.transactionId !== transactionId) {
		return undefined;
	}

	switch (event.type) {
		case 'fault-injected': {
			return [plain(margin), toned('waiting', `fault: ${event.title}`)];
		}

		case 'attempt-started': {
			const level = levelWords(event.isolation, inForce ?? event.isolation);
			return [toned('strong', attemptWord(event.attempt)), plain(`${event.fromSavepoint ? 'from the savepoint' : 'BEGIN'}, ${level}`)];
		}

		case 'connection-acquired': {
			return namesServers || verbose ? [plain(margin), toned('dim', `on ${fullServerWords(event.server)}`)] : undefined;
		}

		case 'statement-finished': {
			if (verbose) {
				return [plain(margin), plain(event.statement.text), toned('dim', `  ${formatMs(event.elapsed)}`)];
			}

			const balance = event.statement.label === 'read-balance' ? event.row?.['balance'] : undefined;
			return typeof balance === 'string' ? [plain(margin), plain(`reads ${formatCents(BigInt(balance))}`)] : undefined;
		}

		case 'attempt-failed': {
			const {code, message, statement} = event.failure;
			const at = statement?.label === undefined ? '' : ` at ${statement.label}`;
			return [
				plain(margin),
				toned('failed', `${glyphs.failed} ${code === undefined ? '' : `${code} `}${briefly(message)}`),
				toned('dim', `  (${at.trim()}${at === '' ? '' : ', '}after ${formatMs(event.elapsed)})`),
			];
		}

		case 'backoff-started': {
			return [plain(margin), event.locksHeld
				? toned('dim', `${glyphs.waiting} ${noWaitWords}`)
				: toned('waiting', `${glyphs.waiting} backoff ${formatMs(event.delay)}${atMostWords(event, ' ', formatMs)}`)];
		}

		case 'committed': {
			return [plain(margin), toned('committed', `${glyphs.committed} committed`), toned('dim', `  ${formatMs(event.elapsed)} in all`)];
		}

		case 'gave-up': {
			if (event.reason === 'unknown') {
				return [plain(margin), toned('waiting', `${glyphs.unknown} gave up: nobody could say whether it committed`)];
			}

			return event.reason === 'refused' ? undefined : [plain(margin), toned('failed', `${glyphs.failed} gave up: ${event.reason}`)];
		}

		case 'outcome-unknown': {
			return [plain(margin), toned('waiting', `${glyphs.unknown} the answer to COMMIT was lost: it may have committed, and may not`)];
		}

		case 'outcome-resolved': {
			return [plain(margin), event.committed
				? toned('committed', `${glyphs.committed} the ledger has it: that COMMIT was done`)
				: toned('waiting', `${glyphs.unknown} the ledger has not: that COMMIT was not done, and can't be any more; the same again`)];
		}

		case 'transfer-repeated': {
			return [plain(margin), toned('committed', `${glyphs.committed} already done`), toned('dim', `  made on ${event.madeAt.toISOString()}; nothing moved now`)];
		}

		// The attempt's failure says it once, and a refusal is the command's answer.
		case 'statement-sent':
		case 'statement-failed':
		case 'transfer-refused': {
			return undefined;
		}
	}
};
