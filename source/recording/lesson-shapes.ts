import {stormFigureNames} from '../lessons/storm-figures.js';
import {isolation, origin, shapeOf, statement, told} from './event-fields.js';
import {atMost, count, figure, flag, list, object, oneOf, optional, span, text} from './shape.js';

/** Sessions that stand side by side; lessons have six at most. */
const mostSessions = 20;
/** Rows of one answer, or of one piece of code. */
const mostRows = 1000;

/** Rows as lists of texts, as lessons tell them. */
export const textRows = atMost(mostRows, list(atMost(mostRows, list(text))));

/** A figure of a storm, or a number, in a comparison. */
const compared = object({storm: optional(text), value: optional(figure)});

/** A field of the matrix of isolation levels. */
export const matrixShapes = {
	'matrix-cell': shapeOf('matrix-cell', {
		...told, anomaly: text, title: text, isolation, inForce: text, prevented: optional(flag),
		cases: atMost(mostRows, list(object({name: text, occurred: optional(flag), behind: atMost(mostRows, list(text))}))),
	}),
} as const;

/** What a lesson tells beside the events of its transactions, as it has to look. */
export const lessonShapes = {
	'lesson-started': shapeOf('lesson-started', {
		...told, lesson: text, title: text, look: text, sessions: atMost(mostSessions, list(text)), steps: count, isolation, inForce: text, server: text,
	}),
	'lesson-step': shapeOf('lesson-step', {...told, step: count, of: count, session: optional(text), storm: optional(text)}),
	'lesson-caption': shapeOf('lesson-caption', {...told, text}),
	'lesson-code': shapeOf('lesson-code', {...told, title: text, lines: atMost(mostRows, list(text))}),
	'lesson-question': shapeOf('lesson-question', {...told, text, answer: text}),
	'statement-blocked': shapeOf('statement-blocked', {...origin, statement, by: atMost(mostSessions, list(text))}),
	'expectation-missed': shapeOf('expectation-missed', {...told, step: count, line: optional(count), session: text, statement, expected: text, found: text}),
	'lesson-checked': shapeOf('lesson-checked', {...told, says: text, expected: optional(textRows), found: textRows, ok: flag, anomaly: optional(text)}),
	'lesson-compared': shapeOf('lesson-compared', {
		...told, says: text, figure: oneOf(stormFigureNames), is: oneOf(['more', 'less']), of: compared, than: compared, times: figure, ok: flag,
	}),
	'lesson-lost': shapeOf('lesson-lost', {...told, message: text, code: optional(text), delay: span}),
	'lesson-regained': shapeOf('lesson-regained', told),
	'lesson-ended': shapeOf('lesson-ended', {...told, ok: flag, missed: count}),
} as const;

