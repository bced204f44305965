import type {LessonIntent, LessonModel} from '../store/lesson-model.js';

/** One line of the lesson's key table: its footer, its help and the README's table come from it. */
export type LessonKey = {
	readonly keys: readonly string[];
	/** As it is written on the screen. */
	readonly shown: string;
	/** A word or two for the footer; an empty one isn't in it. */
	readonly hint: string;
	readonly help: string;
	readonly intent: LessonIntent;
};

export const lessonKeys: readonly LessonKey[] = [
	{keys: ['.', 'enter', 'right', 'down'], shown: '.', hint: 'next step', help: 'let the next step go', intent: {type: 'step-pressed'}},
	{keys: [',', 'left', 'up'], shown: ',', hint: 'back', help: 'back through what was; the database stays', intent: {type: 'back-pressed'}},
	{keys: ['space'], shown: 'space', hint: 'run', help: 'let steps go by themselves, or hold them', intent: {type: 'run-pressed'}},
	{keys: [']'], shown: '[ ]', hint: '', help: 'slower, faster: 0.1 to 10', intent: {type: 'pace-pressed', by: 1}},
	{keys: ['['], shown: '[', hint: '', help: 'slower', intent: {type: 'pace-pressed', by: -1}},
	{keys: ['a'], shown: 'a', hint: 'answer', help: 'the answer to the question', intent: {type: 'answer-pressed'}},
	{keys: ['p'], shown: 'p', hint: '', help: 'the next backoff policy, for waits between attempts', intent: {type: 'policy-pressed'}},
	{keys: ['i'], shown: 'i', hint: 'isolation', help: 'from the beginning, at the next isolation level', intent: {type: 'isolation-pressed'}},
	{keys: ['r'], shown: 'r', hint: 'again', help: 'from the beginning', intent: {type: 'again-pressed'}},
	{keys: ['?', 'h'], shown: '?', hint: 'help', help: 'this help', intent: {type: 'help-pressed'}},
	{keys: ['q', 'escape'], shown: 'q', hint: 'leave', help: 'leave the lesson', intent: {type: 'quit-pressed'}},
	{keys: ['ctrl+z'], shown: 'ctrl-z', hint: '', help: 'put the lesson aside; fg brings it back', intent: {type: 'suspend-pressed'}},
	{keys: ['ctrl+c'], shown: 'ctrl-c', hint: '', help: 'leave the lesson', intent: {type: 'quit-pressed'}},
];

/** The line of the table that a key is in. */
export const lessonKeyOf = (key: string): LessonKey | undefined => lessonKeys.find(({keys}) => keys.includes(key));

/** What a key asks for; undefined when it means nothing. */
export const lessonIntentOf = (key: string, {overlay}: LessonModel): LessonIntent | undefined =>
	overlay === 'help' && ['escape', 'enter', 'space'].includes(key) ? {type: 'help-pressed'} : lessonKeyOf(key)?.intent;
