import {settledWords} from '../bank/settled-words.js';
import type {TransactionEvent} from '../transactions/events.js';
import type {Effect, Updated} from './effects.js';
import {makingOf} from './making.js';
import type {Message} from './message.js';
import {isRunning, type Model} from './model.js';
import {countConflict} from './contention.js';
import {updateLab} from './lab.js';
import {updateStorm} from './storm.js';
import {hearLesson} from './recorded-lesson.js';
import {updateBalances, isSameAudit, withChanges} from './update-accounts.js';
import {updateIntent} from './update-intent.js';
import {beginTrail, extendTrail, type RunEvent} from './trail.js';
import {foldRun, repace} from './update-run.js';

const updateTransaction = (model: Model, event: TransactionEvent): Updated => {
	const next: Model = {
		...withEvent(countConflict(model, event), event),
		commits: model.commits + (event.type === 'committed' ? 1 : 0),
		rivalCommits: model.rivalCommits + (event.type === 'committed' && event.transactionId !== model.run?.transfer.id ? 1 : 0),
		retries: model.retries + (event.type === 'attempt-started' && event.attempt > 1 ? 1 : 0),
	};
	const isOver = isRunning(model) && !isRunning(next);
	const effects: Effect[] = event.type === 'committed' ? [{type: 'look'}] : [];
	if (isOver && model.pacing.paused) {
		effects.push({type: 'set-pacing', pacing: {...model.pacing, paused: false}});
	}

	return [next, ...effects];
};

/** Folds what happened to the transfer into the run, and keeps it to go back to. */
const withEvent = (model: Model, event: RunEvent): Model => model.run
	? {...model, run: foldRun(model.run, event), ...(model.trail && {trail: extendTrail(model.trail, event)})}
	: model;

/**
Folds a message into the model, and says what is to be done in the world. Pure: all that a screen shows comes from here.
*/
export const update = (model: Model, message: Message): Updated => {
	switch (message.type) {
		case 'connecting': {
			return [{...model, connection: {type: 'connecting', doing: message.doing}}];
		}

		case 'connected': {
			return [{...model, connection: {type: 'connected', server: message.server}}];
		}

		case 'connecting-failed': {
			return [{...model, connection: {type: 'failed', message: message.message}}];
		}

		case 'making-set': {
			return [{...model, making: makingOf(message.making)}];
		}

		case 'recording-failed': {
			return [{...model, notice: message.message}];
		}

		case 'pacing-set': {
			return [repace(model, message.pacing, message.at)];
		}

		case 'transfer-started': {
			return [{
				...model,
				run: {transfer: message.transfer, attempts: []},
				trail: beginTrail(message.at, {transfer: message.transfer, attempts: []}),
				back: undefined,
				making: {...model.making, faults: []},
				accounts: model.accounts.map(row => row.change === 0n ? row : {...row, change: 0n}),
			}];
		}

		case 'statement-held': {
			const {session, statement} = message;
			return [model.run && isRunning(model) ? {...model, run: {...model.run, held: {session, statement}}} : model];
		}

		case 'transfer-refused':
		case 'transfer-repeated':
		case 'rival-sent': {
			return [withEvent(model, message)];
		}

		case 'fault-injected': {
			return ['session' in message ? hearLesson(model, message) : withEvent(model, message)];
		}

		case 'journal-settled': {
			return [{...model, notice: `An earlier run left transfers open: ${settledWords(message.settled)}`}];
		}

		case 'journal-failed': {
			return [{...model, notice: `No journal is kept: ${message.message}`}];
		}

		case 'balances-read': {
			return [updateBalances(model, message)];
		}

		case 'balances-changed': {
			const {accounts, at, elapsed} = message;
			return [updateBalances(model, {accounts: withChanges(model.accounts, accounts), at, elapsed})];
		}

		case 'sessions-read': {
			const {sessions, notes} = message;
			return [model.overlay === 'contention' ? {...model, sessions: {sessions, notes}} : model];
		}

		case 'audited': {
			return [isSameAudit(model.audit, message.audit) ? model : {...model, audit: message.audit}];
		}

		case 'balances-lost': {
			const {message: why, code, at, delay} = message;
			return [{...model, unreadable: {message: why, code, until: at + delay}}];
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
			return model.lesson ? [hearLesson(model, message)] : updateTransaction(model, message);
		}

		case 'lesson-started':
		case 'lesson-step':
		case 'lesson-caption':
		case 'lesson-code':
		case 'lesson-question':
		case 'statement-blocked':
		case 'expectation-missed':
		case 'lesson-checked':
		case 'lesson-compared':
		case 'lesson-lost':
		case 'lesson-regained':
		case 'lesson-ended': {
			return [hearLesson(model, message)];
		}

		case 'storm-opened': {
			const {connections, refusedCures} = message;
			return [model.storm ? {...model, storm: {...model.storm, connections, refusedCures, state: 'stopped'}} : model];
		}

		case 'storm-started':
		case 'storm-sample':
		case 'storm-ended': {
			return ['storm' in message ? hearLesson(model, message) : updateStorm(model, message)];
		}

		case 'lab-started':
		case 'lab-held':
		case 'lab-run-dropped':
		case 'lab-lost':
		case 'lab-regained':
		case 'lab-tables-left':
		case 'lab-cell-started':
		case 'lab-cell':
		case 'lab-ended':
		case 'article-started':
		case 'article-run-started':
		case 'article-run':
		case 'article-ended': {
			return [updateLab(model, message)];
		}

		case 'matrix-cell': {
			// A matrix has no screen of its own.
			return [model];
		}

		case 'report-written': {
			return [model.lab ? {...model, lab: {...model.lab, written: message.files}} : model];
		}

		// Nothing of what happens now can be gone through again.
		case 'replay-ticked':
		case 'replay-toggled':
		case 'replay-stepped':
		case 'replay-jumped':
		case 'replay-sought':
		case 'replay-paced': {
			return [model];
		}

		case 'send-pressed':
		case 'cancel-pressed':
		case 'next-field':
		case 'previous-field':
		case 'step-up':
		case 'step-down':
		case 'typed':
		case 'erased':
		case 'pasted':
		case 'left-field':
		case 'form-cleared':
		case 'rivals-pressed':
		case 'policy-pressed':
		case 'pause-pressed':
		case 'slow-pressed':
		case 'step-pressed':
		case 'back-pressed':
		case 'lanes-pressed':
		case 'pace-pressed':
		case 'pace-chosen':
		case 'faults-pressed':
		case 'fault-chosen':
		case 'explain-pressed':
		case 'contention-pressed':
		case 'explain-moved':
		case 'storm-pressed':
		case 'clients-pressed':
		case 'cure-pressed':
		case 'hold-pressed':
		case 'cursor-moved':
		case 'lab-scrolled':
		case 'help-pressed':
		case 'suspend-pressed':
		case 'quit-pressed':
		case 'answer-pressed':
		case 'key-off': {
			// A notice is said once: the next key wipes it away.
			return updateIntent({...model, notice: undefined, news: undefined}, message);
		}
	}
};
