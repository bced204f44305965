import {engineTitled, explainCode, explainReason} from '../database/engines/index.js';
import {formatCents} from '../bank/money.js';
import {isConflict} from '../transactions/classify.js';
import type {Attempt, Ending, Run, Wait} from '../store/run.js';
import type {Failure} from '../transactions/failure.js';
import type {Statement} from '../transactions/statement.js';
import {formatMs} from './format.js';

/** What an explanation has to know of the world around the run. */
export type Explained = {
	/** The engine's title; undefined before anybody knows it. */
	readonly engine?: string | undefined;
	/** The owner of an account, by its id. */
	owner(id: string): string;
};

/** What a SQLSTATE, or a code of Node's, means, to somebody who hasn't met it; what differs between engines, they tell. */
const meanings: Readonly<Record<string, string>> = {
	'40003': 'statement_completion_unknown. The server itself does not know whether the statement was done.',
	'08007': 'transaction_resolution_unknown. The server itself does not know whether the transaction committed.',
	'57P01': 'admin_shutdown. Somebody ended this session, or the server is stopping.',
	'57P02': 'crash_shutdown. A part of the server crashed, and it ended all sessions to be safe.',
	'57P03': 'cannot_connect_now. The server is starting, or recovering from a crash.',
	'53300': 'too_many_connections. The server takes no more sessions just now.',
	'23514': 'check_violation. The row would have broken a rule of its table: here, that no balance is negative.',
	'23505': 'unique_violation. There is a row with that key already.',
	'42501': 'insufficient_privilege. The user may not do that.',
	'57014': 'query_canceled. The statement was stopped, because it was cancelled or took too long.',
	ECONNREFUSED: 'Nobody listens there just now: a server that is down, or starting.',
	ECONNRESET: 'The connection was ended by the other side, in the middle.',
	ENOENT: 'The server\'s socket is not there: it is down, or starting.',
	EPIPE: 'The connection had ended already when something was sent over it.',
};

/** With a savepoint to restart from, RELEASE commits. */
const commitWord = (statement: Statement | undefined): string => statement?.label === 'release' ? 'RELEASE, which is the commit,' : 'COMMIT';

/** What a failure says, to somebody who hasn't met it: on that engine, if it is known. */
export const explainFailure = ({code, message, phase, reason, statement}: Failure, title: string | undefined): string[] => {
	const engine = engineTitled(title);
	const meaning = code === undefined ? undefined : explainCode(code, message, engine) ?? meanings[code];
	if (meaning !== undefined) {
		const cause = reason === undefined ? undefined : explainReason(reason, engine);
		return [`${code}: ${meaning}`, ...(cause === undefined ? [] : [`${reason}: ${cause}`])];
	}

	return [code === undefined
		? `"${message}": no word from the server. The connection ended, or the answer took too long${phase === 'commit' ? `, after ${commitWord(statement)} had been sent` : ''}.`
		: `${code}: the server said: ${message}.`];
};

const whoWon = ({failure, steps}: Attempt, {engine: title, owner}: Explained): string[] => {
	const rival = steps.findLast(step => step.type === 'rival' && step.state === 'committed');
	if (rival?.type === 'rival') {
		const {from, to, cents} = rival.transfer;
		return [`A rival won: on a session of its own it sent ${formatCents(cents)} from ${owner(from)} to ${owner(to)}, and committed after we had read that balance and before we changed it.`];
	}

	// Where it was asked for, nobody won; in a deadlock, both waited.
	const {reason = ''} = failure ?? {};
	const engine = engineTitled(title);
	if (!failure || !isConflict(failure) || steps.some(({type}) => type === 'fault') || failure.code === '40P01' || engine?.deadlocks.some(pattern => pattern.test(reason))) {
		return [];
	}

	return [engine?.alone.some(pattern => pattern.test(reason))
		? 'Nobody need have been in the way: the cluster itself could not go on with it.'
		: 'Somebody else won: another session, none of this program\'s rivals, changed what we had read or wanted to change.'];
};

/** From which share of its ceiling on a policy draws a wait by chance; decorrelated jitter's floor is its base, whatever the ceiling. */
const floors: Readonly<Record<string, number>> = {full: 0, equal: 0.5};

/** Within which bounds chance decided; nothing where it didn't. */
const chanceWords = ({policy, ceiling}: Wait): string => {
	const floor = floors[policy];
	if (floor !== undefined) {
		return `, drawn by chance between ${floor === 0 ? '0' : formatMs(ceiling * floor)} and ${formatMs(ceiling)}`;
	}

	return policy === 'decorrelated' ? `, drawn by chance, ${formatMs(ceiling)} at most` : '';
};

const waitWords = (wait: Wait): string => wait.ceiling === 0
	? ' It did not wait,'
	: ` Then it waited ${formatMs(wait.delay)}${chanceWords(wait)}, with no connection held,`;

/** What cut a wait short, after which nothing more was tried; undefined where something was, or the wait goes on. */
const cutWords = (wait: Wait | undefined, next: Attempt | undefined, ending: Ending | undefined): string | undefined => {
	if (wait === undefined || wait.locksHeld === true || next !== undefined || ending?.type !== 'gave-up') {
		return undefined;
	}

	const why = {aborted: 'it was cancelled', deadline: 'its time was over (--timeout)'}[ending.reason as string];
	return why === undefined ? undefined : ` It was to wait ${formatMs(wait.delay)}${chanceWords(wait)}, with no connection held; meanwhile ${why}, so there was no other attempt.`;
};

const whatWasDone = (attempt: Attempt, next: Attempt | undefined, ending: Ending | undefined): string[] => {
	const {failure, unanswered, wait, elapsed = 0} = attempt;
	if (!failure) {
		return [];
	}

	const cut = cutWords(wait, next, ending);
	const waited = wait ? waitWords(wait) : '';
	if (unanswered) {
		return [
			`After ${formatMs(elapsed)} the program closed that connection, for nobody knows what state it is in.${waited}${wait ? ' and asked over a new one.' : ''}`,
			`${commitWord(failure.statement)} may have been done, so to run it all again could move the money twice. The next attempt writes the ledger row first.`
			+ ' Its key is the transfer\'s id, which was chosen before anything was sent: only one of the two can commit it, and the other one'
			+ ' learns that.',
		];
	}

	if (wait?.locksHeld) {
		return [
			`After ${formatMs(elapsed)} it went back to its savepoint, which undoes all of the attempt, and ran everything again in the same transaction.`,
			'It did not wait: a transaction that goes back to its savepoint keeps its locks, and whoever needs them would have waited along.'
			+ ' That is safe, because RELEASE is the commit, and was not done: nothing of the attempt can have been kept.',
		];
	}

	if (failure.verdict === 'final') {
		return [`The transaction was rolled back after ${formatMs(elapsed)}. Another attempt could not help, so there was none. Nothing of it was done.`];
	}

	return [
		`After ${formatMs(elapsed)} all of the attempt was rolled back.${cut ?? `${waited}${wait ? ' and ran everything again from BEGIN: a new balance is read, and decided on afresh.' : ''}`}`,
		failure.phase === 'commit'
			? 'That is safe, because the server said that it did not commit: what is rolled back can\'t be done twice.'
			: `That is safe, because COMMIT had not been sent: nothing of it can have been done${next ? ', whatever the next attempt does' : ''}.`,
	];
};

const whatWasFound = (found: boolean): string => found
	? 'It found its id in the ledger: the COMMIT that nobody had heard of was done. There was nothing left to do, and nothing was done again.'
	: 'It could write the ledger row under its id: so the COMMIT that nobody had heard of was not done, and can\'t be any more, because the id is taken now.';

/** For an attempt in which nothing failed. */
const howItEnded = (ending: Ending | undefined): string => {
	switch (ending?.type) {
		case undefined: {
			return 'It is under way.';
		}

		case 'committed': {
			return 'It read, decided, wrote and committed, and nobody came in between. The ledger row was written in the same transaction as the money, so that both are there, or neither.';
		}

		case 'repeated': {
			return 'Its id was in the ledger before: the transfer had been made, and was not made again.';
		}

		case 'refused': {
			return 'The bank itself said no, after reading the balance. That is an answer, not a failure: it was rolled back, and trying again would give the same answer.';
		}

		case 'gave-up': {
			const why = {aborted: 'It was cancelled', deadline: 'Its time was over (--timeout)'}[ending.reason as string] ?? 'It was given up';
			return `${why}. It was rolled back: COMMIT had not been sent.`;
		}

		case 'unknown': {
			return 'Its time was over (--timeout). It was rolled back: COMMIT had not been sent.';
		}
	}
};

/** Tells of one attempt in plain words: what the code means, who won, what was done about it, and why that was safe. Pure. */
export const explainAttempt = ({attempts, ending}: Run, index: number, explained: Explained): string[] => {
	const attempt = attempts[index];
	if (!attempt) {
		return ['Nothing has been tried yet.'];
	}

	const {found, failure} = attempt;
	return [
		...(found === undefined ? [] : [whatWasFound(found)]),
		...(failure ? explainFailure(failure, explained.engine) : []),
		...whoWon(attempt, explained),
		...whatWasDone(attempt, attempts[index + 1], ending),
		...(failure !== undefined || found === true ? [] : [howItEnded(ending)]),
	];
};
