import {atMostWords} from '../at-most-words.js';
import {formatCents} from '../../bank/money.js';
import {briefly} from '../../database/engines/index.js';
import {fullServerWords, serverWords} from '../../database/served-by.js';
import type {Model} from '../../store/model.js';
import type {RivalStep} from '../../store/run.js';
import type {TransactionEvent} from '../../transactions/events.js';
import {namesServersIn} from '../names-servers.js';
import {endingWords} from '../timeline/ending.js';
import {foundWords, noWaitWords, unansweredWords} from '../timeline/failure.js';
import {sentence, spokenTime} from './spoken.js';

/** What telling of a transaction needs to know besides the event. */
export type Telling = {
	/** The model with the event folded in. */
	readonly model: Model;
	/** Every statement, with its time. */
	readonly isVerbose: boolean;
	/** The owner of an account, by its id. */
	owner(id: string): string;
};

const rivalSentences = (event: TransactionEvent, {model, owner}: Telling): string[] => {
	const steps = model.run?.attempts.at(-1)?.steps ?? [];
	const rival = steps.find((step): step is RivalStep => step.type === 'rival' && step.transfer.id === event.transactionId);
	if (!rival || (event.type !== 'committed' && event.type !== 'gave-up')) {
		return [];
	}

	const {transfer: {from, to, cents}, server} = rival;
	const became = event.type === 'committed' ? 'and committed first' : 'and failed';
	const on = server && namesServersIn(model) ? `, on ${serverWords(server)},` : '';
	return [`A rival on a session of its own${on} sent ${formatCents(cents)} from ${owner(from)} to ${owner(to)} ${became}.`];
};

const attemptSentence = (attempt: number, fromSavepoint: boolean, {making}: Model): string => {
	// Those that find out about a lost COMMIT don't count, and may go beyond the limit.
	const number = attempt > making.maxAttempts ? `Attempt ${attempt}` : `Attempt ${attempt} of ${making.maxAttempts}`;
	return `${number}${fromSavepoint ? ', from the savepoint' : ''}.`;
};

const failureSentence = ({failure: {code, message, statement}, elapsed}: TransactionEvent & {type: 'attempt-failed'}): string => {
	const at = statement?.label === undefined ? '' : ` at ${statement.label.replaceAll('-', ' ')}`;
	return sentence(`It failed${at}, after ${spokenTime(elapsed)}: ${code === undefined ? '' : `${code}, `}${briefly(message)}`);
};

/** What happened in a transfer's transaction, or in a rival's, in plain sentences: none where nothing is to be said. Pure. */
export const transactionSentences = (event: TransactionEvent, telling: Telling): string[] => {
	const {model, isVerbose, owner} = telling;
	const {run} = model;
	if (event.transactionId !== run?.transfer.id) {
		return rivalSentences(event, telling);
	}

	switch (event.type) {
		case 'attempt-started': {
			return [attemptSentence(event.attempt, event.fromSavepoint === true, model)];
		}

		case 'connection-acquired': {
			return isVerbose || namesServersIn(model) ? [sentence(`${fullServerWords(event.server)} serves it`)] : [];
		}

		case 'statement-finished': {
			const {statement, row, elapsed} = event;
			const balance = statement.label === 'read-balance' ? row?.['balance'] : undefined;
			return [
				...(isVerbose ? [`${statement.text}: done in ${spokenTime(elapsed)}.`] : []),
				...(typeof balance === 'string' ? [`It reads ${formatCents(BigInt(balance))}.`] : []),
			];
		}

		case 'attempt-failed': {
			return [failureSentence(event)];
		}

		case 'backoff-started': {
			const {delay, ceiling, locksHeld} = event;
			return [locksHeld ? sentence(noWaitWords) : `It waits ${spokenTime(delay)}${atMostWords({delay, ceiling}, ', ', spokenTime)}.`];
		}

		case 'outcome-unknown': {
			return [unansweredWords];
		}

		case 'outcome-resolved': {
			return [foundWords(event.committed)];
		}

		case 'committed':
		case 'gave-up': {
			// A refusal is told by the bank, a moment later and with its reason.
			return run.ending && !(event.type === 'gave-up' && event.reason === 'refused')
				? [endingWords(run.ending, run.attempts.length, {owner, told: spokenTime})]
				: [];
		}

		// The attempt's failure says it once.
		case 'statement-sent':
		case 'statement-failed': {
			return [];
		}
	}
};
