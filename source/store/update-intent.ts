import {restartOf} from '../load/cures/cure.js';
import {policies} from '../transactions/policies/index.js';
import type {Updated} from './effects.js';
import {checkForm, clearField, eraseFrom, leaveField, moveFocus, stepField, typeInto} from './form.js';
import type {Intent} from './message.js';
import {emptyForm, isRunning, type Model} from './model.js';
import {moveCursor, scrollLab, toggleLab} from './lab.js';
import {nextPace} from './paces.js';
import {cureStorm, repolicyStorm, scaleStorm, toggleStorm} from './storm.js';
import {goThrough} from './trail.js';
import {offerAccounts} from './update-accounts.js';

/** What `s` switches to, as a share of the real pace. */
const slowPace = 0.1;
/** As many rivals as `r` offers. */
export const mostRivals = 3;

const send = (model: Model): Updated => {
	const form = leaveField(model.form, model.accounts);
	const checked = checkForm({form, accounts: model.accounts});
	if (model.connection.type !== 'connected') {
		return [{...model, notice: 'The bank is not open yet'}];
	}

	if (isRunning(model)) {
		return [{...model, form, notice: 'One transfer at a time: esc cancels this one'}];
	}

	if (checked.type === 'wrong') {
		return [{...model, form: {...form, focus: checked.field, before: model.form.focus === checked.field ? form.before : form[checked.field], fresh: true}, notice: checked.problem}];
	}

	const {from, to, cents} = checked;
	return [{...model, form}, {type: 'send-transfer', from: from.id, to: to.id, cents, making: model.making}];
};

/** Lets one statement go; what isn't paused yet is from now on, and what isn't under way begins so. */
const step = (model: Model): Updated => {
	const {pacing} = model;
	const pause = {type: 'set-pacing', pacing: {...pacing, paused: true}} as const;
	if (isRunning(model)) {
		return [model, pacing.paused ? {type: 'step'} : pause];
	}

	const [next, ...effects] = send(model);
	return [next, ...(effects.length > 0 ? [pause] : []), ...effects];
};

/** The newest attempt that there is something to tell of: the one under way has not come to anything yet. */
const newest = ({run}: Model): number => {
	const attempts = run?.attempts ?? [];
	const told = attempts.findLastIndex(({failure, found}) => failure !== undefined || found !== undefined);
	return Math.max(0, told);
};

const following = <T>(all: readonly T[], one: T): T => all[(all.indexOf(one) + 1) % all.length] ?? one;

/** Folds what a person asked for into the model. Pure. */
export const updateIntent = (model: Model, intent: Intent): Updated => {
	const {form, accounts, making, pacing, storm, lab} = model;
	switch (intent.type) {
		case 'send-pressed': {
			return send(model);
		}

		case 'cancel-pressed': {
			return isRunning(model) ? [model, {type: 'cancel-transfer'}] : [model];
		}

		case 'next-field': {
			return [{...model, form: moveFocus(form, accounts, 1)}];
		}

		case 'previous-field': {
			return [{...model, form: moveFocus(form, accounts, -1)}];
		}

		case 'step-up': {
			return [{...model, form: stepField(form, accounts, -1)}];
		}

		case 'step-down': {
			return [{...model, form: stepField(form, accounts, 1)}];
		}

		case 'typed': {
			return [{...model, form: typeInto(form, intent.text)}];
		}

		case 'erased': {
			return [{...model, form: eraseFrom(form)}];
		}

		case 'pasted': {
			const [line = ''] = intent.text.trim().split(/\r\n|\r|\n/v, 1);
			const why = storm ?? lab ? 'letters are keys here' : '⇥ edits a field, then paste';
			return form.focus === undefined
				? [{...model, notice: `Pasted text was ignored: ${why}`}]
				: [{...model, form: typeInto(form, line)}];
		}

		case 'left-field': {
			return [{...model, form: clearField(form, accounts)}];
		}

		case 'form-cleared': {
			const {form: asAtFirst} = offerAccounts({...model, form: emptyForm});
			const isNew = asAtFirst.from !== form.from || asAtFirst.to !== form.to || asAtFirst.amount !== form.amount;
			return [{...model, form: asAtFirst, ...(isNew && {notice: 'The form is as it was at first'})}];
		}

		case 'rivals-pressed': {
			return [{...model, making: {...making, rivals: (making.rivals + 1) % (mostRivals + 1)}}];
		}

		case 'policy-pressed': {
			if ((storm ? restartOf(storm.cure, making.restart) : making.restart) === 'savepoint') {
				return [{...model, notice: 'No policy to choose: the locks are kept, so no conflict waits'}];
			}

			const next: Model = {...model, making: {...making, policy: following(policies, making.policy)}, news: 'policy'};
			return next.storm ? repolicyStorm(next, next.storm) : [next];
		}

		case 'pause-pressed': {
			return [model, {type: 'set-pacing', pacing: {...pacing, paused: !pacing.paused}}];
		}

		case 'slow-pressed': {
			return [model, {type: 'set-pacing', pacing: {...pacing, pace: pacing.pace < 1 ? 1 : slowPace}}];
		}

		case 'step-pressed': {
			return model.back === undefined ? step(model) : [goThrough(model, 1)];
		}

		case 'back-pressed': {
			return [goThrough(model, -1)];
		}

		case 'lanes-pressed': {
			return [{...model, isInLanes: !model.isInLanes}];
		}

		case 'pace-pressed': {
			return [model, {type: 'set-pacing', pacing: {...pacing, pace: nextPace(pacing.pace, intent.by)}}];
		}

		case 'pace-chosen': {
			return [model, {type: 'set-pacing', pacing: {...pacing, pace: intent.pace}}];
		}

		case 'faults-pressed': {
			return [{...model, overlay: model.overlay === 'faults' ? 'none' : 'faults'}];
		}

		case 'fault-chosen': {
			const {fault} = intent;
			const refusal = model.connection.type === 'connected' ? model.connection.server.refusedFaults.get(fault.name) : undefined;
			if (refusal !== undefined) {
				return [{...model, notice: refusal}];
			}

			const faults = making.faults.includes(fault) ? making.faults.filter(each => each !== fault) : [...making.faults, fault];
			return [{...model, making: {...making, faults}}];
		}

		case 'explain-pressed': {
			return [model.overlay === 'explain' ? {...model, overlay: 'none'} : {...model, overlay: 'explain', explained: newest(model)}];
		}

		case 'explain-moved': {
			const {explained = 0, run} = model;
			return [{...model, explained: Math.max(0, Math.min(explained + intent.by, (run?.attempts.length ?? 1) - 1))}];
		}

		case 'contention-pressed': {
			return model.overlay === 'contention'
				? [{...model, overlay: 'none', sessions: undefined}, {type: 'leave-sessions'}]
				: [{...model, overlay: 'contention'}, {type: 'watch-sessions'}];
		}

		case 'storm-pressed': {
			return storm ? toggleStorm(model, storm) : [model];
		}

		case 'clients-pressed': {
			return storm ? scaleStorm(model, storm, intent.isMore) : [model];
		}

		case 'cure-pressed': {
			return storm ? cureStorm(model, storm) : [model];
		}

		case 'hold-pressed': {
			return lab ? toggleLab(model, lab) : [model];
		}

		case 'cursor-moved': {
			return [lab ? moveCursor(model, lab, intent) : model];
		}

		case 'lab-scrolled': {
			const {by, from = 0, most = 0} = intent;
			return [lab ? scrollLab(model, lab, {by, from, most}) : model];
		}

		case 'help-pressed': {
			return [{...model, overlay: model.overlay === 'help' ? 'none' : 'help'}];
		}

		case 'suspend-pressed': {
			return [model, {type: 'suspend'}];
		}

		case 'quit-pressed': {
			return [model, {type: 'quit'}];
		}

		case 'answer-pressed': {
			const {lesson} = model;
			return [lesson ? {...model, lesson: {...lesson, isAnswered: !lesson.isAnswered}} : model];
		}

		case 'key-off': {
			return [{...model, notice: intent.why}];
		}
	}
};
