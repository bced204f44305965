import {formatCents} from '../../bank/money.js';
import {checkForm} from '../../store/form.js';
import type {Message} from '../../store/message.js';
import type {Model} from '../../store/model.js';
import type {TransactionEvent} from '../../transactions/events.js';
import {rivalWords} from '../rival-words.js';
import {endingWords} from '../timeline/ending.js';
import {contentionSentences} from './contention.js';
import {makingSentences} from './making.js';
import {serverSentences} from './server.js';
import {sentence, spokenTime} from './spoken.js';
import {transactionSentences} from './transaction.js';

/** Names accounts by their owners. */
export const ownerIn = ({accounts}: Pick<Model, 'accounts'>) => (id: string): string => accounts.find(account => account.id === id)?.owner ?? id.slice(0, 8);

/** What the form would send. */
export const offerWords = ({form, accounts, making}: Model): string | undefined => {
	const checked = checkForm({form, accounts});
	return checked.type === 'wrong'
		? undefined
		: `send ${formatCents(checked.cents)} from ${checked.from.owner} to ${checked.to.owner} ${rivalWords(making.rivals)}`;
};

const transferSentences = (message: Message, model: Model): string[] => {
	const owner = ownerIn(model);
	if (message.type === 'transfer-started') {
		const {transfer: {from, to, cents}, rivals} = message;
		return [`Sending ${formatCents(cents)} from ${owner(from)} to ${owner(to)}, ${rivalWords(rivals)}.`];
	}

	if (message.type === 'transfer-refused' || message.type === 'transfer-repeated') {
		const {run} = model;
		return run?.ending && run.transfer.id === message.transactionId ? [endingWords(run.ending, run.attempts.length, {owner, told: spokenTime})] : [];
	}

	return [];
};

/** Whether a message tells of an attempt. */
const isOfTransaction = (message: Message): message is TransactionEvent =>
	'session' in message && 'attempt' in message && !['statement-held', 'statement-blocked', 'fault-injected'].includes(message.type);

/**
What a message comes to, in plain sentences: events, and what a person asked for. Nothing where nothing is to be said, as for a
countdown: its length was said when it began. Pure.
*/
export const sentencesOf = (message: Message, before: Model, after: Model, isVerbose = false): string[] => [
	...(isOfTransaction(message) ? transactionSentences(message, {model: after, isVerbose, owner: ownerIn(after)}) : []),
	...transferSentences(message, after),
	...serverSentences(message, before, after),
	...makingSentences(message, before, after),
	...contentionSentences(message, before),
	...(after.notice !== undefined && after.notice !== before.notice ? [sentence(after.notice)] : []),
];
