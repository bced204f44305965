import {commandLine} from '../called-as.js';
import type {PresenterNotes, Remark} from '../lessons/presenter-notes.js';
import {pad, wrap} from './format.js';
import {plain, toned, type Line} from './line.js';
import type {Tone} from './theme.js';

const labelWidth = 9;

/** Words with a label in front, as many lines as they take. */
const labelled = (label: string, words: string, width: number, tone: Tone = 'plain'): Line[] =>
	wrap(words, Math.max(20, width - labelWidth)).map((text, place) => [toned('accent', pad(place === 0 ? label : '', labelWidth)), toned(tone, text)]);

const remarkLines = (label: string, {type, text, answer}: Remark, width: number): Line[] => [
	...labelled(label, `${type === 'says' ? '' : `${type}: `}${text}`, width),
	...(answer === undefined ? [] : labelled('', `answer: ${answer}`, width)),
];

const nextLines = ({isOver, next, along}: PresenterNotes, width: number): Line[] => {
	if (isOver) {
		return [[plain('It is over.')]];
	}

	return next === undefined
		? labelled('now', 'the step is under way', width)
		: [...labelled('next', next, width, 'strong'), ...along.flatMap((remark, place) => remarkLines(place === 0 ? 'then' : '', remark, width))];
};

/** A presenter's notes in plain lines. */
export const notesLines = (notes: PresenterNotes, width: number): Line[] => [
	[toned('strong', notes.title), plain(`, ${notes.isolation}, step ${notes.step} of ${notes.of}`)],
	...wrap(notes.look, width).map(text => [toned('dim', text)]),
	[],
	...(notes.last ? remarkLines('last', notes.last, width) : []),
	...nextLines(notes, width),
];

/** Where no lesson runs. */
export const noNotesLines: readonly Line[] = [
	[plain('No lesson is being shown. In another terminal, for example:')],
	[plain(`  ${commandLine('lesson rival')}`)],
	[plain('Its notes appear here. Ctrl-C leaves.')],
];
