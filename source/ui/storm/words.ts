import {cures} from '../../load/cures/index.js';
import type {StormShape} from '../../load/events.js';
import type {FailureCount} from '../../load/failure-counts.js';
import type {StormFigures} from '../../load/statistics.js';
import type {Glyphs} from '../theme.js';

export {policyTitle, waitWords} from '../wait-words.js';

const grouped = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});

/** A whole number as people read it: `3,964`. */
export const formatCount = (count: number): string => grouped.format(count);

/** One or many: `1 client`, `64 clients`. */
export const countOf = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

/** How long something goes on: `0:14`, `1:02:03`. */
export const formatClock = (ms: number): string => {
	const seconds = Math.floor(ms / 1000);
	const minutes = Math.floor(seconds / 60);
	const rest = String(seconds % 60).padStart(2, '0');
	return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
};

/** A time that many waited together: `0.4 s`, `38 s`, `41 min`, `3.2 h`. */
export const formatLong = (ms: number): string => {
	const seconds = ms / 1000;
	const scales = [[3600 * 2, 3600, 'h'], [120, 60, 'min'], [0, 1, 's']] as const;
	const [, unit, word] = scales.find(([least]) => seconds >= least) ?? scales[2];
	const value = seconds / unit;
	return `${value < 10 ? value.toFixed(1) : formatCount(value)} ${word}`;
};

/** The title of a cure, by its name. */
export const cureTitle = (name: string): string => cures.find(cure => cure.name === name)?.title ?? name;

/** What a storm is: `64 clients · 2 accounts · read-then-write`. */
export const shapeWords = ({accounts, hot, rate, cure}: StormShape, clients: number, {dot}: Pick<Glyphs, 'dot'>): string => [
	countOf(clients, 'client', 'clients'),
	`${countOf(accounts, 'account', 'accounts')}${hot === 'all' ? '' : ` (${hot} hot)`}`,
	...(rate === undefined ? [] : [`${formatCount(rate)}/s asked`]),
	cureTitle(cure),
].join(` ${dot} `);

/** What is said where there are more clients than connections. */
export const sharingWords = (clients: number, connections: number): string =>
	`${formatCount(clients)} clients share ${formatCount(connections)} connections, in turn: more of them the server doesn't have, or would be none the faster for.`;

/** The same in few words. */
export const sharedWords = (connections: number): string => `sharing ${countOf(connections, 'connection', 'connections')}`;

/** Attempts that it takes to commit once; 0 before the first commit. */
export const attemptsEach = ({attempts, committed}: StormFigures): number => committed === 0 ? 0 : attempts / committed;

/** One reason why attempts failed, and how often: `40001 concurrent update 5,412`. */
export const failureWords = ({code, reason, count}: FailureCount): string =>
	`${code === undefined ? '' : `${code} `}${reason} ${formatCount(count)}`;

/** What came of transfers that did not commit: `3 refused`, `2 given up`; nothing where all did. */
export const otherOutcomes = ({refused, exhausted, failed, unknown}: StormFigures): string[] => ([
	[refused, 'refused: insufficient funds'],
	[exhausted, 'given up'],
	[failed, 'failed for good'],
	[unknown, 'unknown'],
] as const).filter(([count]) => count > 0).map(([count, words]) => `${formatCount(count)} ${words}`);
