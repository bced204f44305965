import type {Asking} from './asking.js';
import type {SimulatedPool} from './simulated-pool.js';
import type {SimulatedServer} from './simulated-server.js';

export type Counts = Readonly<Record<string, number>>;

/** What happened, and how often. */
export const countsOf = (askings: readonly Asking[], {kills, cuts, together}: SimulatedServer, {refusals}: SimulatedPool): Counts => {
	const lost = askings.flatMap(({commits}) => commits).filter(({isAnswered, hasWritten}) => hasWritten && !isAnswered);
	const heard = (what: string): number => askings.reduce((sum, {counts}) => sum + (counts.get(what) ?? 0), 0);
	const told = (what: string): number => askings.filter(({known}) => known === what).length;
	return {
		asked: askings.length,
		committed: told('committed'),
		notMade: told('not-made'),
		unknown: told('unknown'),
		refusedByBank: askings.filter(({isRefused}) => isRefused).length,
		refusedThoughMade: askings.filter(({isRefused, isMadeAlready}) => isRefused && isMadeAlready).length,
		attempts: heard('attempt-started'),
		statements: heard('statement-sent'),
		conflicts: heard('40001'),
		deadlocks: heard('40P01'),
		lostAndCommitted: lost.filter(({hasCommitted}) => hasCommitted).length,
		lostAndNotCommitted: lost.filter(({hasCommitted}) => !hasCommitted).length,
		resolved: heard('outcome-resolved'),
		unwatched: askings.filter(({ask}) => !ask.isWatched).length,
		together,
		refusals,
		cuts,
		kills,
	};
};

/** Both together. */
export const sumOf = (left: Counts, right: Counts): Counts =>
	Object.fromEntries(Object.entries(right).map(([what, count]) => [what, (left[what] ?? 0) + count]));

/** What a run has to have met, or else it proves nothing. */
const needed = ['committed', 'conflicts', 'lostAndCommitted', 'lostAndNotCommitted', 'refusals', 'cuts', 'kills', 'together'] as const;

/** What it has not met. */
export const missedBy = (counts: Counts): string[] => needed.filter(what => (counts[what] ?? 0) === 0);

/** `12 committed, 3 lost and committed`. */
export const countsTold = (counts: Counts): string => Object.entries(counts).map(([what, count]) =>
	`${count.toLocaleString('en-US')} ${what.replaceAll(/[A-Z]/gv, letter => ` ${letter.toLowerCase()}`)}`).join(', ');
