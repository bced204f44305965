import {serverWords, type ServedBy} from '../database/served-by.js';
import type {TransactionEvent} from '../transactions/events.js';
import type {Pacing} from '../transactions/paced-clock.js';
import {currentWait, type Model} from './model.js';
import type {Attempt, Ending, RivalStep, Run, StatementStep, Step} from './run.js';
import type {RunEvent} from './trail.js';

const withLastAttempt = (run: Run, change: (attempt: Attempt) => Attempt): Run => {
	const last = run.attempts.at(-1);
	return last ? {...run, attempts: [...run.attempts.slice(0, -1), change(last)]} : run;
};

/** Changes the latest step that `matches`. */
const withStep = (run: Run, matches: (step: Step) => boolean, change: (step: Step) => Step): Run =>
	withLastAttempt(run, attempt => {
		const index = attempt.steps.findLastIndex(step => matches(step));
		return {...attempt, steps: attempt.steps.map((step, at) => at === index ? change(step) : step)};
	});

const withStatement = (run: Run, change: (step: StatementStep) => StatementStep): Run =>
	withStep(run, step => step.type === 'statement', step => step.type === 'statement' ? change(step) : step);

const end = (run: Run, ending: Ending): Run => ({
	...withLastAttempt(run, attempt => attempt.wait ? {...attempt, wait: {...attempt.wait, over: true}} : attempt),
	ending,
});

/** With one more that serves it, if nobody had that name. Counted as they come: whoever draws asks for every frame. */
const withServer = (run: Run, server: ServedBy | undefined): Run => {
	const {servers = []} = run;
	const words = server && serverWords(server);
	return words === undefined || servers.includes(words) ? run : {...run, servers: [...servers, words]};
};

/** Folds an event of a rival's transaction into the run that it competes with. */
const updateRival = (run: Run, event: TransactionEvent): Run => {
	const change = (changed: Partial<RivalStep>): Run => withStep(
		run,
		step => step.type === 'rival' && step.transfer.id === event.transactionId,
		step => step.type === 'rival' ? {...step, ...changed} : step,
	);
	if (event.type === 'connection-acquired') {
		return withServer(change({server: event.server}), event.server);
	}

	if (event.type === 'committed') {
		return change({state: 'committed', elapsed: event.elapsed});
	}

	return event.type === 'gave-up' ? change({state: 'failed'}) : run;
};

/** Folds an event into the run that is shown. Pure. */
export const updateRun = (before: Run, event: TransactionEvent): Run => {
	// Whatever happens, what was held is not any more.
	const run = before.held ? {...before, held: undefined} : before;
	if (event.transactionId !== run.transfer.id) {
		return updateRival(run, event);
	}

	switch (event.type) {
		case 'attempt-started': {
			const waited = withLastAttempt(run, attempt => attempt.wait ? {...attempt, wait: {...attempt.wait, over: true}} : attempt);
			// From its savepoint it goes on in the same session.
			const server = event.fromSavepoint ? run.attempts.at(-1)?.server : undefined;
			return {...waited, attempts: [...waited.attempts, {number: event.attempt, steps: [], ...(server && {server})}]};
		}

		case 'connection-acquired': {
			return withServer(withLastAttempt(run, attempt => ({...attempt, server: event.server})), event.server);
		}

		case 'statement-sent': {
			return withLastAttempt(run, attempt => ({
				...attempt, steps: [...attempt.steps, {type: 'statement', statement: event.statement, state: 'sent'}],
			}));
		}

		case 'statement-finished': {
			const {elapsed, row} = event;
			return withStatement(run, step => ({...step, state: 'done', elapsed, ...(row && {row})}));
		}

		case 'statement-failed': {
			const {elapsed} = event;
			return withStatement(run, step => ({...step, state: 'failed', elapsed}));
		}

		case 'attempt-failed': {
			const {failure, elapsed} = event;
			return withLastAttempt(run, attempt => ({...attempt, failure, elapsed}));
		}

		case 'backoff-started': {
			const {delay, ceiling, policy, at, locksHeld} = event;
			return withLastAttempt(run, attempt => ({
				...attempt, wait: {delay, ceiling, policy, left: delay, since: at, over: false, ...(locksHeld && {locksHeld})},
			}));
		}

		case 'committed': {
			return end(run, {type: 'committed', elapsed: event.elapsed});
		}

		case 'outcome-unknown': {
			return withLastAttempt(run, attempt => ({...attempt, unanswered: true}));
		}

		case 'outcome-resolved': {
			return withLastAttempt(run, attempt => ({...attempt, found: event.committed}));
		}

		case 'gave-up': {
			return end(run, event.reason === 'unknown'
				? {type: 'unknown', failure: event.failure}
				: {type: 'gave-up', reason: event.reason, failure: event.failure});
		}
	}
};

/** With one more thing that happened in the attempt under way. */
const withMore = (run: Run, step: Step): Run => withLastAttempt(run, attempt => ({...attempt, steps: [...attempt.steps, step]}));

/** Folds what the bank or a transaction tells into the run that is shown. Pure. */
export const foldRun = (run: Run, event: RunEvent): Run => {
	switch (event.type) {
		case 'rival-sent': {
			return withMore(run, {type: 'rival', transfer: event.transfer, state: 'running'});
		}

		case 'fault-injected': {
			return withMore(run, {type: 'fault', name: event.fault, title: event.title});
		}

		case 'transfer-refused': {
			return {...run, ending: {type: 'refused', refusal: event.refusal}};
		}

		case 'transfer-repeated': {
			return {...run, ending: {type: 'repeated', madeAt: event.madeAt}};
		}

		case 'attempt-started':
		case 'connection-acquired':
		case 'statement-sent':
		case 'statement-finished':
		case 'statement-failed':
		case 'attempt-failed':
		case 'backoff-started':
		case 'committed':
		case 'outcome-unknown':
		case 'outcome-resolved':
		case 'gave-up': {
			return updateRun(run, event);
		}
	}
};

/** How much of a wait is left, in ms. */
export const waitLeft = ({left, since}: {left: number; since: number}, {pace, paused}: Pacing, now: number): number =>
	Math.max(0, left - (paused ? 0 : (now - since) * pace));

/** A wait that goes on at another pace: what is left of it counts from now. */
export const repace = (model: Model, pacing: Pacing, at: number): Model => {
	const wait = currentWait(model);
	const last = model.run?.attempts.at(-1);
	if (!wait || !last || !model.run) {
		return {...model, pacing};
	}

	const left = waitLeft(wait, model.pacing, at);
	const run: Run = {
		...model.run, attempts: [...model.run.attempts.slice(0, -1), {...last, wait: {...wait, left, since: at}}],
	};
	return {...model, pacing, run};
};
