import type {StormShape} from '../../load/events.js';
import type {FailureCount} from '../../load/failure-counts.js';
import type {StormFigures} from '../../load/statistics.js';
import {attemptsEach, countOf, failureWords, formatCount} from './words.js';

/** Below this, one client has more than its share. */
const fair = 0.8;
/** From so many attempts a transfer on, much is done in vain. */
const wasteful = 1.5;
/** How long figures are too young to say anything, in ms. */
const young = 1500;
/** From this share of the failures on, deadlocks are what it is about. */
const manyDeadlocks = 0.2;
/** Ways that let clients take turns, the fairest first. */
const fairCures = new Set(['queue', 'combine']);

/** How to change what a storm does: by keys on a screen, by options elsewhere. The cure that is meant is named: c only goes to the next one. */
export type Handles = {readonly backoff: string; readonly queue: string};

export const keyHandles: Handles = {backoff: 'Press p for a backoff', queue: 'press c until the cure is the queue'};
export const optionHandles: Handles = {backoff: '--policy sets a backoff', queue: '--cure queue'};

export type Seen = {readonly shape: StormShape; readonly figures: StormFigures; readonly clients: number; readonly handles: Handles};

/** How much of the failures has that code. */
const shareOf = (failures: readonly FailureCount[], code: string): number => {
	let all = 0;
	let those = 0;
	for (const failure of failures) {
		all += failure.count;
		those += failure.code === code ? failure.count : 0;
	}

	return all === 0 ? 0 : those / all;
};

const rules: ReadonlyArray<readonly [applies: (seen: Seen) => boolean, words: (seen: Seen) => string]> = [
	[
		({figures}) => figures.elapsed < young,
		() => 'Wait a moment: so far the figures say little.',
	],
	[
		({figures}) => figures.committed === 0 && figures.failures.length > 0,
		({figures: {failures: [most]}}) => `Nothing commits. What keeps it from that most often: ${most ? failureWords(most) : 'nobody knows'}.`,
	],
	[
		({figures}) => figures.committed === 0,
		() => 'Nothing has committed so far: the server is busy, or waits for something.',
	],
	[
		({figures}) => figures.refused > figures.committed,
		() => 'Most payers have run out of money: the bank refuses them. More accounts (--accounts) have more of it.',
	],
	[
		({figures: {failures}}) => shareOf(failures, '40P01') >= manyDeadlocks,
		({handles}) => `Deadlocks: the same two rows in opposite order, until the server ends one. In the queue they take turns: ${handles.queue}.`,
	],
	[
		({shape, figures}) => shape.rate !== undefined && figures.perSecond < shape.rate * 0.9,
		({shape, figures}) => `${formatCount(shape.rate ?? 0)} a second are asked for, ${formatCount(figures.perSecond)} are made: latency grows as long as that lasts.`,
	],
	[
		({shape, figures, clients}) => clients > 1 && figures.jain < fair && shape.restart === 'savepoint',
		({handles}) => `Whoever has the row keeps it from attempt to attempt. Let them take turns: ${handles.queue}.`,
	],
	[
		({shape, figures, clients}) => clients > 1 && figures.jain < fair && shape.policy === 'none' && !fairCures.has(shape.cure),
		({handles}) => `Without a pause, whoever won last wins again. ${handles.backoff}, or let them take turns: ${handles.queue}.`,
	],
	[
		({shape, figures, clients}) => clients > 1 && figures.jain < fair && !fairCures.has(shape.cure),
		({figures, handles}) => (figures.perSecond >= 100 ? 'Fast, but a few clients have' : 'A few clients have')
			+ ` the row while the others sleep. In the queue they take turns: ${handles.queue}.`,
	],
	[
		({shape, figures}) => attemptsEach(figures) >= wasteful && !fairCures.has(shape.cure),
		({figures, handles}) => `Each transfer takes ${attemptsEach(figures).toFixed(1)} attempts, all but one in vain. In the queue it waits its turn: ${handles.queue}.`,
	],
	[
		({figures: {latency: {p50, p99}}}) => p99 > Math.max(100, p50 * 50),
		({figures: {latency: {p50, p99}}}) => `Half of the transfers are quick, one in a hundred takes ${formatCount(p99 / p50)} times as long: look at p99, not at the average.`,
	],
];

/** What a storm's figures advise, in one sentence. */
export const adviceOf = (seen: Seen): string =>
	rules.find(([applies]) => applies(seen))?.[1](seen)
	?? `${countOf(seen.clients, 'client gets', 'clients get')} ${seen.clients === 1 ? 'all it asks for' : 'equal shares'}, and little is done in vain.`;
