import {faults} from '../../bank/faults.js';
import {currentWait, isRunning, type Model} from '../../store/model.js';
import {waitLeft} from '../../store/update-run.js';
import {explainAttempt} from '../explain.js';
import {heldName, limitWords, pauseWords} from '../held-words.js';
import {balanceSentence} from '../sentences/balances.js';
import {faultsSentence, paceSentence, rivalsSentence} from '../sentences/making.js';
import {offerWords, ownerIn} from '../sentences/sentences.js';
import {serverSentence} from '../sentences/server.js';
import {counted, spokenTime} from '../sentences/spoken.js';

/** More accounts than this are not listed unasked. */
const most = 20;

/** Balances, of those whose owners' names begin with `beginning`. */
export const accountSentences = ({accounts}: Model, beginning = ''): string[] => {
	const meant = accounts.filter(({owner}) => owner.toLowerCase().startsWith(beginning.toLowerCase()));
	if (meant.length === 0) {
		return [accounts.length === 0 ? 'The accounts are not known yet.' : `No owner's name begins with ${beginning}.`];
	}

	const rest = meant.length - most;
	return [
		...meant.slice(0, most).map(row => balanceSentence(row)),
		...(rest > 0 ? [`And ${counted(rest, 'more account')}: accounts NAME tells those whose names begin so.`] : []),
	];
};

const runSentence = (model: Model, now: number): string => {
	const {run, making, pacing} = model;
	if (!run || !isRunning(model)) {
		return 'Nothing is under way.';
	}

	const wait = currentWait(model);
	const attempt = `Attempt ${Math.max(1, run.attempts.length)} of ${making.maxAttempts} is under way`;
	return wait
		? `${attempt}, ${pacing.paused ? 'paused' : 'waiting'} with ${spokenTime(waitLeft(wait, pacing, now))} left of ${spokenTime(wait.delay)}.`
		: `${attempt}.`;
};

/** What is held, in the words that are typed here. */
const heldSentence = ({run}: Model): string => run?.held ? `Held before ${heldName(run.held)}: step sends it, go lets all go on.` : 'Paused: the next statement will be held.';

/** How everything stands. */
export const statusSentences = (model: Model, now: number): string[] => [
	serverSentence(model),
	runSentence(model, now),
	`${counted(model.commits - model.rivalCommits, 'commit')}, ${model.rivalCommits} of rivals and ${counted(model.retries, 'retry', 'retries')} so far.`,
	rivalsSentence(model),
	faultsSentence(model),
	...(pauseWords(model) === undefined ? [] : [heldSentence(model), limitWords(model)]),
	...(model.pacing.pace === 1 ? [] : [paceSentence(model.pacing)]),
];

/** What can be done next, in a line. */
export const offerSentence = (model: Model): string => {
	if (isRunning(model)) {
		return 'A transfer is under way: status tells where it is, cancel ends it, pause stops its wait, help tells the rest.';
	}

	const offer = offerWords(model);
	return offer === undefined
		? 'Type send to send money, or help to hear everything that can be typed.'
		: `Type again to ${offer}. Type send to send something else, or help to hear everything that can be typed.`;
};

/** The engine's title, once it is known. */
const engineIn = ({connection}: Pick<Model, 'connection'>): string | undefined => connection.type === 'connected' ? connection.server.engine : undefined;

/** One attempt in plain words. */
export const explanationSentences = ({run, explained = 0, ...model}: Model): string[] => run
	? [`Attempt ${explained + 1} of ${run.attempts.length}.`, ...explainAttempt(run, explained, {engine: engineIn(model), owner: ownerIn(model)})]
	: [];

/** What can be made to go wrong here, by name. */
export const faultSentences = (model: Model): string[] => {
	const refused = model.connection.type === 'connected' ? model.connection.server.refusedFaults : new Map<string, string>();
	return [
		'For real, with the next transfer, each once, in the order in which they are named:',
		...faults.filter(fault => !refused.has(fault.name)).map(({name, title, help}) => `fault ${name}: ${title}; ${help}.`),
		faultsSentence(model),
	];
};
