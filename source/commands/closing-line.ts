import type {Audit} from '../bank/audit.js';
import type {Message} from '../store/message.js';
import {auditSegment} from '../ui/audit-words.js';
import {plain, type Line} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';

type Outcome = 'committed' | 'refused' | 'not made' | 'unknown';

const outcomes: readonly Outcome[] = ['committed', 'refused', 'not made', 'unknown'];

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const outcomeOf = (message: Message): Outcome | undefined => {
	if (message.type === 'committed') {
		return 'committed';
	}

	if (message.type === 'gave-up') {
		return message.reason === 'unknown' ? 'unknown' : 'not made';
	}

	return message.type === 'transfer-refused' ? 'refused' : undefined;
};

/** Keeps what became of the transfers that somebody sent, for the line that is left when the bank's screen has gone. */
export const keepClosing = () => {
	// Until it is heard of again, nobody knows what becomes of a transfer: it may be cut off in the middle of COMMIT.
	const became = new Map<string, Outcome>();
	let retries = 0;

	return {
		hear(message: Message): void {
			if (message.type === 'transfer-started') {
				became.set(message.transfer.id, 'unknown');
			}

			if (!('transactionId' in message) || !became.has(message.transactionId)) {
				return;
			}

			const {transactionId: id} = message;
			retries += message.type === 'attempt-started' && message.attempt > 1 ? 1 : 0;
			const outcome = outcomeOf(message);
			// The bank's no is heard of along with the end of its transaction.
			if (outcome !== undefined && became.get(id) !== 'refused') {
				became.set(id, outcome);
			}
		},
		/** Whether anything was sent. */
		isDue: () => became.size > 0,
		/** What was done, and what an audit found afterwards, where one could be made. */
		line(audit: Audit | undefined, glyphs: Glyphs): Line {
			const all = became.values().toArray();
			const kinds = outcomes.filter(outcome => all.includes(outcome));
			const single = kinds[0] === 'committed' ? '' : `: ${kinds.join('')}`;
			const told = kinds.length === 1 ? single : `: ${kinds.map(kind => `${all.filter(outcome => outcome === kind).length} ${kind}`).join(', ')}`;
			return [
				plain(`${counted(all.length, 'transfer', 'transfers')}${told}; ${counted(retries, 'retry', 'retries')}.`),
				...(audit ? [plain(' '), auditSegment(audit, glyphs)] : []),
			];
		},
	};
};
