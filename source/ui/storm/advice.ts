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
export type Handles = {readonly backoff: string; readonly queue: string; readonly combine: string};

export const keyHandles: Handles = {backoff: 'Press p for a backoff', queue: 'press c until the cure is the queue', combine: 'press c until many go in one transaction'};
export const optionHandles: Handles = {backoff: '--policy sets a backoff', queue: '--cure queue', combine: '--cure combine'};

export type Seen = {
	readonly shape: StormShape;
	readonly figures: StormFigures;
	readonly clients: number;
	readonly handles: Handles;
	/** The cures that can't be had here, by name: nobody is sent there. */
	readonly refused?: ReadonlyMap<string, string> | undefined;
};

/** How to come to the fairest cure that can be had here, and what it is called; undefined where none can. */
const turnsIn = ({handles, refused}: Seen): {readonly where: string; readonly how: string} | undefined => {
	if (refused?.has('queue') !== true) {
		return {where: 'In the queue', how: handles.queue};
	}

	return refused.has('combine') ? undefined : {where: 'Together', how: handles.combine};
};

/** A sentence that lets clients take turns, or, where no cure does that here, keeps them apart. */
const turnsWords = (seen: Seen, words = 'they take turns'): string => {
	const turns = turnsIn(seen);
	return turns ? `${turns.where} ${words}: ${turns.how}.` : 'More accounts (--accounts) keep them apart.';
};

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
		seen => `Deadlocks: the same two rows in opposite order, until the server ends one. ${turnsWords(seen)}`,
	],
	[
		({shape, figures}) => shape.rate !== undefined && figures.perSecond < shape.rate * 0.9,
		({shape, figures}) => `${formatCount(shape.rate ?? 0)} a second are asked for, ${formatCount(figures.perSecond)} are made: latency grows as long as that lasts.`,
	],
	[
		({shape, figures, clients}) => clients > 1 && figures.jain < fair && shape.restart === 'savepoint',
		seen => `Whoever has the row keeps it from attempt to attempt. ${turnsWords(seen)}`,
	],
	[
		({shape, figures, clients}) => clients > 1 && figures.jain < fair && shape.policy === 'none' && !fairCures.has(shape.cure),
		seen => {
			const turns = turnsIn(seen);
			return `Without a pause, whoever won last wins again. ${seen.handles.backoff}${turns ? `, or let them take turns: ${turns.how}` : ''}.`;
		},
	],
	[
		({shape, figures, clients}) => clients > 1 && figures.jain < fair && !fairCures.has(shape.cure),
		seen => (seen.figures.perSecond >= 100 ? 'Fast, but a few clients have' : 'A few clients have')
			+ ` the row while the others sleep. ${turnsWords(seen)}`,
	],
	[
		({shape, figures}) => attemptsEach(figures) >= wasteful && !fairCures.has(shape.cure),
		seen => `Each transfer takes ${attemptsEach(seen.figures).toFixed(1)} attempts, all but one in vain. ${turnsWords(seen, 'it waits its turn')}`,
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
