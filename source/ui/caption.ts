import {formatCents} from '../bank/money.js';
import {currentWait, isRunning, type Model} from '../store/model.js';
import type {Run, Step} from '../store/run.js';
import {pauseWords} from './held-words.js';
import {lostWords} from './lost-words.js';
import {offerWords, ownerIn} from './sentences/sentences.js';
import {sentence, spokenTime} from './sentences/spoken.js';
import {stageWords} from './stage-words.js';
import {endingWords} from './timeline/ending.js';
import type {Glyphs} from './theme.js';

type Owner = (id: string) => string;

/** What each statement of a transfer is for, by its label. */
const purposes: Readonly<Record<string, (run: Run, owner: Owner) => string>> = {
	begin: () => 'A transaction begins.',
	savepoint: () => 'A savepoint is set, to go back to.',
	'read-balance': ({transfer: {from}}, owner) => `It reads ${owner(from)}'s balance, and decides by it.`,
	debit: ({transfer: {from, cents}}, owner) => `It takes ${formatCents(cents)} from ${owner(from)}.`,
	credit: ({transfer: {to, cents}}, owner) => `It gives ${formatCents(cents)} to ${owner(to)}.`,
	'write-ledger': () => 'It writes the transfer into the ledger, in the same transaction.',
	claim: () => 'It takes its own id in the ledger: only one of the two can.',
	'look-up': () => 'It looks for its own id in the ledger.',
	commit: () => 'It commits.',
	release: () => 'It commits.',
};

const stepWords = (step: Step, run: Run, owner: Owner): string | undefined => {
	if (step.type === 'fault') {
		return `Made to go wrong: ${step.title}.`;
	}

	if (step.type === 'rival') {
		return step.state === 'running'
			? `A rival, on a connection of its own, wants ${owner(step.transfer.from)}'s row too.`
			: `A rival changed ${owner(step.transfer.from)}'s balance ${step.state === 'committed' ? 'and committed first' : 'and failed'}.`;
	}

	return purposes[step.statement.label ?? '']?.(run, owner);
};

const runCaption = (model: Model, run: Run): string => {
	const owner = ownerIn(model);
	const attempt = run.attempts.at(-1);
	if (!attempt) {
		return 'The transfer begins.';
	}

	const wait = currentWait(model);
	if (wait && !wait.locksHeld) {
		const because = attempt.steps.some(step => step.type === 'rival' && step.state === 'committed') ? ', since a rival changed the row first' : '';
		const why = attempt.failure?.code === undefined ? 'The connection was lost' : `Refused with ${attempt.failure.code}${because}`;
		const does = attempt.unanswered ? 'finds out what became of it' : 'runs all of it again';
		return `${why}: it ${model.pacing.paused ? 'is paused in a wait of' : 'waits'} ${spokenTime(wait.delay)}, and then ${does}.`;
	}

	if (attempt.failure) {
		return `Refused${attempt.failure.code === undefined ? '' : ` with ${attempt.failure.code}`}: all of the attempt is rolled back.`;
	}

	const paused = pauseWords(model);
	if (paused !== undefined) {
		return paused;
	}

	const step = attempt.steps.at(-1);
	return (step && stepWords(step, run, owner)) ?? `Attempt ${attempt.number} begins.`;
};

/** What is happening just now, in one sentence. Pure. */
export const captionOf = (model: Model, glyphs: Glyphs): string => {
	const {connection, unreadable, run} = model;
	if (connection.type !== 'connected') {
		return connection.type === 'connecting' ? `${stageWords[connection.doing]}.` : sentence(connection.message);
	}

	if (model.notice !== undefined) {
		return sentence(model.notice);
	}

	if (unreadable && !isRunning(model)) {
		return sentence(lostWords(unreadable));
	}

	if (model.back !== undefined) {
		return pauseWords(model) ?? '';
	}

	if (!run) {
		const offer = offerWords(model);
		return offer === undefined ? `${glyphs.tab} fills in the form.` : `${glyphs.enter} will ${offer}.`;
	}

	return run.ending ? endingWords(run.ending, run.attempts.length, {owner: ownerIn(model), told: spokenTime}) : runCaption(model, run);
};
