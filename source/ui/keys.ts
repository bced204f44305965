import {faults} from '../bank/faults.js';
import {isLeft} from '../store/form.js';
import type {Intent} from '../store/message.js';
import {isRunning, type Model} from '../store/model.js';
import {askedIn} from '../store/recorded-lesson.js';
import type {ReplayMessage} from '../store/replay.js';
import {labBindings} from './lab/keys.js';
import {stormBindings} from './storm/keys.js';
import type {Glyphs} from './theme.js';

/** What keys mean just now: letters are keys, or text, or a transfer is under way, or a recording is shown, or something lies over the screen. */
export type Context = 'browse' | 'transfer' | 'edit' | 'replay' | 'help' | 'faults' | 'explain' | 'contention' | 'storm' | 'figures' | 'lab' | 'field';

export const contextOf = (model: Model): Context => {
	if (model.storm && model.overlay === 'explain') {
		return 'figures';
	}

	if (model.storm && !model.replay && model.overlay === 'none') {
		return 'storm';
	}

	if (model.lab && model.overlay === 'explain') {
		return 'field';
	}

	if (model.lab && !model.replay && model.overlay === 'none') {
		return 'lab';
	}

	if (model.overlay !== 'none') {
		return model.overlay;
	}

	if (model.replay) {
		return 'replay';
	}

	if (model.form.focus !== undefined) {
		return 'edit';
	}

	return isRunning(model) ? 'transfer' : 'browse';
};

/** One line of the key table: the footer, the help and the README's table come from it. */
export type KeyBinding = {
	/** By name: a letter, or `enter`, `tab`, `shift+tab`, `escape`, `space`, `up`, `ctrl+c`, … */
	readonly keys: readonly string[];
	/** As it is written on the screen. */
	shown(glyphs: Glyphs): string;
	/** One word for the footer. */
	readonly hint: string;
	/** Another one for the footer, where it depends. */
	hintIn?(model: Model): string | undefined;
	/** A sentence for the help. */
	readonly help: string;
	/** Where it works. */
	readonly contexts: readonly Context[];
	/** Where the footer names it; everywhere it works when left out. */
	readonly footer?: readonly Context[];
	/** Whether the footer names it just now; it does where this is left out. */
	isWorthNaming?(model: Model): boolean;
	/** It leaves the footer where there is no room for all, the one with the lowest number first. */
	readonly yields?: number;
	readonly intent: Intent | ReplayMessage;
	/** What it is for, where it isn't for everything; it is not there for anything else. */
	isFor?(model: Model): boolean;
	/** Why it does nothing just now, or undefined when it does. */
	off?(model: Model): string | undefined;
};

const isOfTransfers = ({storm, lesson, lab}: Model): boolean => (storm ?? lesson ?? lab) === undefined;

const isOfLab = ({lab}: Model): boolean => lab !== undefined;
const isOfNoLab = ({lab}: Model): boolean => lab === undefined;

const isWaiting = (model: Model): string | undefined => isRunning(model) ? undefined : 'Nothing is waiting';

/** A recording's own: its time goes whichever way is asked for. */
const replayBindings: readonly KeyBinding[] = [
	{
		keys: ['space'], shown: () => 'space', hint: 'play', help: 'stop the replay, or go on', contexts: ['replay'],
		intent: {type: 'replay-toggled'},
	},
	{
		keys: ['.'], shown: () => '.', hint: 'next', help: 'on to the next event', contexts: ['replay'], intent: {type: 'replay-stepped', by: 1},
	},
	{
		keys: [','], shown: () => ',', hint: 'back', help: 'back to the event before', contexts: ['replay'], intent: {type: 'replay-stepped', by: -1},
	},
	{
		keys: ['right'], shown: glyphs => glyphs.sideways, hint: '1s', help: 'a second on, or back', contexts: ['replay'],
		intent: {type: 'replay-jumped', by: 1000},
	},
	{
		keys: ['left'], shown: glyphs => glyphs.sideways, hint: '', help: 'a second back', contexts: ['replay'], footer: [],
		intent: {type: 'replay-jumped', by: -1000},
	},
	{
		keys: ['down'], shown: glyphs => glyphs.arrows, hint: '10s', help: 'ten seconds on, or back', contexts: ['replay'],
		intent: {type: 'replay-jumped', by: 10_000}, isFor: isOfNoLab,
	},
	{
		keys: ['up'], shown: glyphs => glyphs.arrows, hint: '', help: 'ten seconds back', contexts: ['replay'], footer: [],
		intent: {type: 'replay-jumped', by: -10_000}, isFor: isOfNoLab,
	},
	{
		keys: ['down'], shown: glyphs => glyphs.arrows, hint: 'more', help: 'to more of a lab\'s table', contexts: ['replay'],
		intent: {type: 'lab-scrolled', by: 1}, isFor: isOfLab,
	},
	{
		keys: ['up'], shown: glyphs => glyphs.arrows, hint: '', help: 'back up a lab\'s table', contexts: ['replay'], footer: [],
		intent: {type: 'lab-scrolled', by: -1}, isFor: isOfLab,
	},
	{
		keys: [']'], shown: () => '[ ]', hint: 'pace', help: 'slower, faster: 0.1 to 10', contexts: ['replay'],
		intent: {type: 'replay-paced', by: 1},
	},
	{
		keys: ['['], shown: () => '[', hint: '', help: 'slower', contexts: ['replay'], footer: [], intent: {type: 'replay-paced', by: -1},
	},
	{
		keys: ['home'], shown: () => 'home', hint: 'start', help: 'the beginning; end: the end', contexts: ['replay'], footer: [], intent: {type: 'replay-sought', to: 'start'},
	},
	{
		keys: ['end'], shown: () => 'end', hint: '', help: 'to the end', contexts: ['replay'], footer: [], intent: {type: 'replay-sought', to: 'end'},
	},
];

export const bindings: readonly KeyBinding[] = [
	...stormBindings,
	...labBindings,
	{
		keys: ['enter'], shown: glyphs => glyphs.enter, hint: 'send', help: 'send what is in the form', contexts: ['browse', 'transfer', 'edit'],
		footer: ['browse', 'edit'], intent: {type: 'send-pressed'},
	},
	{
		keys: ['escape'], shown: () => 'esc', hint: 'cancel', help: 'cancel the transfer', contexts: ['transfer'],
		intent: {type: 'cancel-pressed'},
	},
	{
		keys: ['space'], shown: () => 'space', hint: 'pause', help: 'stop time, or let it go on', contexts: ['browse', 'transfer'],
		footer: ['transfer'], intent: {type: 'pause-pressed'}, off: isWaiting,
	},
	{
		keys: ['.'], shown: () => '.', hint: 'step', help: 'one statement, and then stop', contexts: ['browse', 'transfer'],
		footer: ['transfer'], intent: {type: 'step-pressed'},
	},
	{
		keys: [','], shown: () => ',', hint: 'back', help: 'back through what happened', contexts: ['browse', 'transfer'], footer: ['browse', 'transfer'],
		isWorthNaming: model => isRunning(model) || model.isInLanes === true, intent: {type: 'back-pressed'}, off: ({trail}) => trail ? undefined : 'Nothing has happened yet',
	},
	{
		keys: [']'], shown: () => '[ ]', hint: 'pace', help: 'slower, faster: 0.1 to 10', contexts: ['browse', 'transfer'], footer: [],
		intent: {type: 'pace-pressed', by: 1},
	},
	{
		keys: ['['], shown: () => '[', hint: '', help: 'slower', contexts: ['browse', 'transfer'], footer: [], intent: {type: 'pace-pressed', by: -1},
	},
	{
		keys: ['tab', 'right', 'down'], shown: glyphs => glyphs.tab, hint: 'edit', help: 'edit: letters become text',
		contexts: ['browse', 'transfer'], footer: ['browse'], intent: {type: 'next-field'},
	},
	{
		keys: ['shift+tab', 'left', 'up'], shown: glyphs => glyphs.shiftTab, hint: '', help: 'edit from the last field on',
		contexts: ['browse', 'transfer'], footer: [], intent: {type: 'previous-field'},
	},
	{
		keys: ['escape'], shown: () => 'esc', hint: '', help: 'the form as it was at first', contexts: ['browse'], footer: [],
		intent: {type: 'form-cleared'},
	},
	{
		keys: ['tab', 'right'], shown: glyphs => glyphs.tab, hint: 'next', help: 'go to the next field', contexts: ['edit'], intent: {type: 'next-field'},
	},
	{
		keys: ['shift+tab', 'left'], shown: glyphs => glyphs.shiftTab, hint: 'back', help: 'go to the field before', contexts: ['edit'], footer: [],
		intent: {type: 'previous-field'},
	},
	{
		keys: ['up'], shown: glyphs => glyphs.stepUp, hint: '', help: 'the owner before, or a dollar more', contexts: ['edit'], footer: [],
		intent: {type: 'step-up'},
	},
	{
		keys: ['down'], shown: glyphs => glyphs.arrows, hint: 'choose', help: 'choose an owner; $1 less, more', contexts: ['edit'],
		intent: {type: 'step-down'},
	},
	{
		keys: ['escape'], shown: () => 'esc', hint: 'undo', help: 'undo the edit; again: leave', contexts: ['edit'],
		hintIn: model => isLeft(model) ? 'leave' : undefined, intent: {type: 'left-field'},
	},
	{
		keys: ['backspace', 'delete'], shown: glyphs => glyphs.erase, hint: '', help: 'erase a character', contexts: ['edit'], footer: [], intent: {type: 'erased'},
	},
	{
		keys: ['r'], shown: () => 'r', hint: 'rivals', help: 'rivals for the next one, 0–3', contexts: ['browse', 'transfer'],
		footer: ['browse'], intent: {type: 'rivals-pressed'},
	},
	{
		keys: ['p'], shown: () => 'p', hint: 'policy', help: 'the next backoff policy', contexts: ['browse', 'transfer'],
		footer: ['browse'], intent: {type: 'policy-pressed'},
	},
	{
		keys: ['s'], shown: () => 's', hint: 'slow', help: 'slow motion (a tenth), or back', contexts: ['browse', 'transfer'],
		yields: 2, intent: {type: 'slow-pressed'},
	},
	{
		keys: ['f'], shown: () => 'f', hint: 'faults', help: 'faults for the next one', contexts: ['browse', 'transfer'],
		footer: ['browse'], yields: 1, intent: {type: 'faults-pressed'},
	},
	...faults.map((fault, index): KeyBinding => ({
		keys: [String(index + 1)], shown: () => String(index + 1), hint: '', help: fault.title, contexts: ['faults'], footer: [],
		intent: {type: 'fault-chosen', fault},
	})),
	{
		keys: ['f', 'escape', 'enter', 'space'], shown: () => 'esc', hint: 'close', help: 'close the list of faults', contexts: ['faults'],
		intent: {type: 'faults-pressed'},
	},
	...replayBindings,
	{
		keys: ['l'], shown: () => 'l', hint: 'lanes', help: 'you and the rival, in lanes', contexts: ['browse', 'transfer', 'replay'],
		footer: ['browse', 'transfer'], isWorthNaming: ({run}) => run !== undefined, intent: {type: 'lanes-pressed'}, isFor: isOfTransfers,
	},
	{
		keys: ['e'], shown: () => 'e', hint: 'why', help: 'why an attempt ended as it did', contexts: ['browse', 'transfer', 'replay'],
		intent: {type: 'explain-pressed'}, isFor: isOfTransfers, off: model => (model.run?.attempts.length ?? 0) > 0 ? undefined : 'Nothing has been tried yet',
	},
	{
		keys: ['e'], shown: () => 'e', hint: 'explain', help: 'a storm\'s figures, a lab\'s fields', contexts: ['replay'], intent: {type: 'explain-pressed'},
		isFor: ({storm, lab}) => (storm ?? lab) !== undefined,
	},
	{
		keys: ['a'], shown: () => 'a', hint: 'answer', help: 'a lesson\'s question, answered', contexts: ['replay'], intent: {type: 'answer-pressed'},
		isFor: ({lesson}) => lesson !== undefined, off: ({lesson}) => lesson && askedIn(lesson) ? undefined : 'Nothing has been asked yet',
	},
	{
		keys: ['up', 'left'], shown: glyphs => glyphs.arrows, hint: 'others', help: 'the attempt before', contexts: ['explain'],
		intent: {type: 'explain-moved', by: -1},
	},
	{
		keys: ['down', 'right'], shown: glyphs => glyphs.arrows, hint: '', help: 'the attempt after', contexts: ['explain'], footer: [],
		intent: {type: 'explain-moved', by: 1},
	},
	{
		keys: ['e', 'escape', 'enter', 'space'], shown: () => 'esc', hint: 'close', help: 'close the explanation', contexts: ['explain'],
		intent: {type: 'explain-pressed'},
	},
	{
		keys: ['c'], shown: () => 'c', hint: 'waits', help: 'who waits for whom, and why', contexts: ['browse', 'transfer'], footer: [],
		intent: {type: 'contention-pressed'},
	},
	{
		keys: ['c', 'escape', 'enter', 'space'], shown: () => 'esc', hint: 'close', help: 'close the list of waits', contexts: ['contention'],
		intent: {type: 'contention-pressed'},
	},
	{
		keys: ['?', 'h'], shown: () => '?', hint: 'help', help: 'this help', contexts: ['browse', 'transfer', 'replay'], intent: {type: 'help-pressed'},
	},
	{
		keys: ['?', 'h', 'escape', 'enter', 'space'], shown: () => 'esc', hint: 'close', help: 'close the help', contexts: ['help'],
		intent: {type: 'help-pressed'},
	},
	{
		keys: ['q'], shown: () => 'q', hint: 'quit', help: 'leave the bank', contexts: ['browse', 'transfer', 'replay', 'help', 'faults', 'explain', 'contention'], intent: {type: 'quit-pressed'},
	},
	{
		keys: ['ctrl+z'], shown: () => 'ctrl-z', hint: '', help: 'put the bank aside; fg brings it back',
		contexts: ['browse', 'transfer', 'edit', 'replay', 'help', 'faults', 'explain', 'contention'], footer: [], intent: {type: 'suspend-pressed'},
	},
	{
		keys: ['ctrl+c'], shown: () => 'ctrl-c', hint: '', help: 'leave the bank, from anywhere', contexts: ['browse', 'transfer', 'edit', 'replay', 'help', 'faults', 'explain', 'contention'],
		footer: [], intent: {type: 'quit-pressed'},
	},
];

/** What a key is in the model as it is; undefined when it means nothing there. */
export const bindingOf = (key: string, model: Model): KeyBinding | undefined => {
	const context = contextOf(model);
	return bindings.find(({keys, contexts, isFor}) => keys.includes(key) && contexts.includes(context) && isFor?.(model) !== false);
};

/** What a key asks for in the model as it is; undefined when it means nothing there. */
export const intentOf = (key: string, model: Model): Intent | ReplayMessage | undefined => {
	const binding = bindingOf(key, model);
	if (!binding && contextOf(model) === 'replay' && bindings.some(({keys}) => keys.includes(key))) {
		return {type: 'key-off', why: 'A replay shows what was: nothing can be sent or changed'};
	}

	// Whoever types a word here means the form.
	const isLost = !binding && contextOf(model) === 'browse' && /^[\p{Letter}\p{Number}]$/v.test(key);
	const why = isLost ? 'Letters are keys here: Tab edits the form, ? lists the keys' : binding?.off?.(model);
	return why === undefined ? binding?.intent : {type: 'key-off', why};
};

/** The bindings that the footer names: in that model, or, without one, in any. */
export const footerBindings = (context: Context, model?: Model): KeyBinding[] =>
	bindings.filter(({contexts, footer = contexts, isFor, isWorthNaming}) => contexts.includes(context) && footer.includes(context)
		&& (model === undefined || (isFor?.(model) !== false && isWorthNaming?.(model) !== false)));
