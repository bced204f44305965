import type {Loss} from '../transactions/lost-server.js';
import type {OutageTelling} from './outage.js';

/** What an experiment tells of a server that it loses; `at` is milliseconds since 1970. */
export type OutageEvent = {readonly at: number} & (
	/** The server was lost during the run that is under way: its figures don't count, and it is to be played again. */
	| Loss & {readonly type: 'lab-run-dropped'}
	/** The server can't be worked with. It is asked again after `delay` ms. */
	| Loss & {readonly type: 'lab-lost'; readonly delay: number}
	/** It answers again. */
	| {readonly type: 'lab-regained'}
	/** Tables of the lab's own could not be taken away again. */
	| {readonly type: 'lab-tables-left'; readonly tables: readonly string[]}
);

const types: ReadonlySet<string> = new Set<OutageEvent['type']>(['lab-run-dropped', 'lab-lost', 'lab-regained', 'lab-tables-left']);

/** Whether an event tells of a lost server. */
export const isOfOutage = <Event extends {readonly type: string}>(event: Event): event is Extract<Event, {readonly type: OutageEvent['type']}> => types.has(event.type);

/** What the lab says of it. */
export const outageTelling = (onEvent: ((event: OutageEvent) => void) | undefined): OutageTelling => ({
	onLost(loss) {
		onEvent?.({type: 'lab-lost', ...loss});
	},
	onRegained(at) {
		onEvent?.({type: 'lab-regained', at});
	},
	onDropped(loss) {
		onEvent?.({type: 'lab-run-dropped', ...loss});
	},
});
