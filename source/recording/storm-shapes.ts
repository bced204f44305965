import type {StormShape} from '../load/events.js';
import {shapeOf, told} from './event-fields.js';
import {count, figure, list, object, oneOf, optional, span, text, type Shape} from './shape.js';

/** What a while of a storm came to. */
export const stormFigures = {
	elapsed: span,
	transfers: count,
	committed: count,
	refused: count,
	exhausted: count,
	failed: count,
	unknown: count,
	attempts: count,
	retries: count,
	backoff: span,
	perSecond: figure,
	latency: object({p50: span, p95: span, p99: span, max: span}),
	jain: figure,
	starved: count,
	failures: list(object({code: optional(text), reason: text, count})),
};

const hottest = list(object({id: text, owner: text, transfers: count, conflicts: count}));

/** What it was asked to be. */
const asked = {
	cure: text,
	policy: text,
	base: span,
	cap: span,
	isolation: text,
	restart: optional(oneOf(['savepoint'])),
	accounts: count,
	hot: text,
	rate: optional(figure),
	think: span,
	duration: optional(span),
	each: optional(count),
	gap: optional(span),
	seed: optional(count),
} satisfies Readonly<Record<keyof StormShape, Shape<unknown>>>;

/** What a lesson calls it, where it is a lesson's. */
const inLesson = {storm: optional(text)};

/** What a storm tells of itself, as it has to look. */
export const stormShapes = {
	'storm-started': shapeOf('storm-started', {...told, ...inLesson, ...asked, clients: count}),
	'storm-sample': shapeOf('storm-sample', {
		...told, ...inLesson, ...stormFigures, clients: count, waiting: count, commitsNow: figure, retriesNow: figure, hottest,
	}),
	'storm-ended': shapeOf('storm-ended', {...told, ...inLesson, ...stormFigures, clients: count, hottest}),
} as const;
