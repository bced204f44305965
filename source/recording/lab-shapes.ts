import {policies} from '../transactions/policies/index.js';
import {isolation, shapeOf, told} from './event-fields.js';
import {atMost, cents, count, flag, list, object, oneOf, optional, span, text} from './shape.js';
import {stormFigures} from './storm-shapes.js';

const cell = object({
	name: text, cure: text, title: text, explanation: text, isOneEach: flag, policy: text, policyTitle: text, base: span, cap: span, isolation, inForce: text, mayLose: flag,
});

const machine = object({cpu: text, cores: count, memory: count, system: text, node: text});
const server = object({engine: text, version: text, isEmbedded: flag});

/** More rows than any lab has. */
const mostCells = 500;

const loss = {message: text, code: optional(text)};

/** What a lab tells of itself, as it has to look. What the runs come to is made of them again: of the end, only its time is read. */
export const labShapes = {
	'lab-started': shapeOf('lab-started', {
		...told,
		cells: atMost(mostCells, list(cell)),
		skipped: list(object({title: text, why: text})),
		rounds: count,
		duration: span,
		clients: count,
		accounts: count,
		hot: text,
		seed: count,
		machine,
		server,
	}),
	'lab-held': shapeOf('lab-held', told),
	'lab-run-dropped': shapeOf('lab-run-dropped', {...told, ...loss}),
	'lab-lost': shapeOf('lab-lost', {...told, ...loss, delay: span}),
	'lab-regained': shapeOf('lab-regained', told),
	'lab-tables-left': shapeOf('lab-tables-left', {...told, tables: atMost(mostCells, list(text))}),
	'lab-cell-started': shapeOf('lab-cell-started', {...told, round: count, cell: text}),
	'lab-cell': shapeOf('lab-cell', {
		...told, ...stormFigures, round: count, cell: text,
		money: object({conserved: flag, net: cents, astray: cents, lost: count, denied: count, unknown: count}),
	}),
	'lab-ended': shapeOf('lab-ended', told),
} as const;

const policy = oneOf(policies.map(({name}) => name));

/** The same of the article's experiment. */
export const articleShapes = {
	'article-started': shapeOf('article-started', {
		...told, policies: atMost(mostCells, list(policy)), clients: atMost(mostCells, list(count)), rounds: count, limit: span, seed: count, machine, server,
	}),
	'article-run-started': shapeOf('article-run-started', {...told, policy, clients: count, round: count}),
	'article-run': shapeOf('article-run', {...told, policy, clients: count, round: count, attempts: count, elapsed: span, isOver: flag, isKept: flag}),
	'article-ended': shapeOf('article-ended', told),
} as const;
