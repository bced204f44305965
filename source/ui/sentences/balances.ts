import {formatCents} from '../../bank/money.js';
import type {Message} from '../../store/message.js';
import {isRunning, type AccountRow, type Model} from '../../store/model.js';

/** Changes are told no oftener than this, in ms: whoever listens needs the time. */
const interval = 2000;
/** More changes than this are counted, not listed. */
const most = 4;

export const balanceSentence = ({owner, balance}: Pick<AccountRow, 'owner' | 'balance'>): string => `${owner} has ${formatCents(balance)}.`;

const changeSentence = ({owner, balance}: AccountRow, before: bigint | undefined): string => {
	if (before === undefined) {
		return `${owner} has an account now, with ${formatCents(balance)}.`;
	}

	const change = balance - before;
	return `${owner} has ${formatCents(balance)} now, ${formatCents(change < 0n ? -change : change)} ${change < 0n ? 'less' : 'more'}.`;
};

/** What has changed between two readings, as a recording has it. */
export const changedSentences = (before: Model, after: Model): string[] => {
	const told = new Map(before.accounts.map(({id, balance}) => [id, balance]));
	const changed = after.accounts.filter(({id, balance}) => told.get(id) !== balance);
	return changed.length > most ? [`${changed.length} accounts have changed. Type accounts to hear them all.`] : changed.map(row => changeSentence(row, told.get(row.id)));
};

/** The accounts whose changes the transfer under way tells itself: its own, and its rivals'. */
const involved = (model: Model): ReadonlySet<string> => {
	const {run} = model;
	if (!run || !isRunning(model)) {
		return new Set();
	}

	const rivals = run.attempts.flatMap(({steps}) => steps.flatMap(step => step.type === 'rival' ? [step.transfer] : []));
	return new Set([run.transfer, ...rivals].flatMap(({from, to}) => [from, to]));
};

/**
Tells of balances that have moved since they were last told, whoever moved them, and remembers what it told.

@returns What to call with each message, and the model before and after it.
*/
export const tellBalances = (): (message: Message, before: Model, after: Model) => string[] => {
	const told = new Map<string, bigint>();
	let toldAt = 0;
	let toldRun: string | undefined;
	return (message, _before, after) => {
		const {accounts, run} = after;
		if (message.type !== 'balances-read') {
			return [];
		}

		if (told.size === 0) {
			for (const {id, balance} of accounts) {
				told.set(id, balance);
			}

			return [];
		}

		const busy = involved(after);
		const changed = accounts.filter(({id, balance}) => told.get(id) !== balance && !busy.has(id));
		// What a transfer has come to is told at once.
		const isDue = message.at - toldAt >= interval || (run?.ending !== undefined && run.transfer.id !== toldRun);
		if (changed.length === 0 || !isDue) {
			return [];
		}

		const sentences = changed.length > most
			? [`${changed.length} accounts have changed. Type accounts to hear them all.`]
			: changed.map(row => changeSentence(row, told.get(row.id)));
		toldAt = message.at;
		toldRun = run?.ending === undefined ? toldRun : run.transfer.id;
		for (const {id, balance} of changed) {
			told.set(id, balance);
		}

		return sentences;
	};
};
