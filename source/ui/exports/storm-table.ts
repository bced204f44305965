import type {Recording} from '../../recording/recording.js';
import {printable} from '../printable.js';
import {stormsOf, type RecordedStorm} from '../storm/recorded.js';
import type {Row} from './event-table.js';

/** One row: a sample, or what the storm came to. */
type Told = RecordedStorm['samples'][number] | NonNullable<RecordedStorm['ended']>;

type Column = readonly [name: string, of: (told: Told, storm: RecordedStorm) => string];

const ms = (time: number): string => time.toFixed(3);

const counts = ['transfers', 'committed', 'refused', 'exhausted', 'failed', 'unknown', 'attempts', 'retries'] as const;

const latencies = ['p50', 'p95', 'p99', 'max'] as const;

/** A storm as a table, but for its first two columns. Times in ms. */
const columns: readonly Column[] = [
	['cure', (_told, {started}) => started.cure],
	['policy', (_told, {started}) => started.policy],
	['clients', ({clients}) => String(clients)],
	['type', ({type}) => type],
	['elapsed', ({elapsed}) => ms(elapsed)],
	['commits_per_second', told => (told.type === 'storm-sample' ? told.commitsNow : told.perSecond).toFixed(1)],
	['retries_per_second', told => told.type === 'storm-sample' ? told.retriesNow.toFixed(1) : ''],
	['waiting', told => told.type === 'storm-sample' ? String(told.waiting) : ''],
	...counts.map((name): Column => [name, told => String(told[name])]),
	['backoff', ({backoff}) => ms(backoff)],
	...latencies.map((name): Column => [name, ({latency}) => ms(latency[name])]),
	['jain', ({jain}) => jain.toFixed(4)],
	['starved', ({starved}) => String(starved)],
];

/** Its columns; `time` since the recording began, and storms counted from 1. */
export const stormColumns: readonly string[] = ['time', 'storm', ...columns.map(([name]) => name)];

/** How every storm of a recording went: a row for each sample, and one for what it came to. */
export const stormRows = (recording: Recording): Row[] => stormsOf(recording).flatMap((storm, index) => {
	const all: readonly Told[] = [...storm.samples, ...(storm.ended ? [storm.ended] : [])];
	return all.map(told => [
		ms(Math.max(0, told.at - recording.head.at)),
		String(index + 1),
		...columns.map(([, of]) => printable(of(told, storm))),
	]);
});
