import type {HotAccount} from './account-counts.js';
import type {StormFigures} from './statistics.js';

/** What a storm was asked to be. Times in ms. */
export type StormShape = {
	/** The name of the cure, and of the policy. */
	readonly cure: string;
	readonly policy: string;
	readonly base: number;
	readonly cap: number;
	readonly isolation: string;
	/** Where attempts begin after a conflict; absent where that is BEGIN. From a savepoint on none waits. */
	readonly restart?: 'savepoint';
	readonly accounts: number;
	/** As it is typed: `all`, `2`, `90%:2`. */
	readonly hot: string;
	/** Transfers a second that come whether or not those before are done; absent where each client asks again when it is done. */
	readonly rate?: number;
	/** How long a client thinks between two transfers. */
	readonly think: number;
	readonly duration?: number;
	/** How many transfers each client asks for; absent where it asks until the storm is over. */
	readonly each?: number;
	/** How long each statement is on its way before it is sent; absent where none is held. */
	readonly gap?: number;
	readonly seed?: number;
};

/** What a storm tells of itself; `at` is milliseconds since 1970. */
export type StormEvent = {readonly at: number} & (
	/** The cure is ready, and the clients are about to ask for their first transfers. */
	| StormShape & {readonly type: 'storm-started'; readonly clients: number}
	/** Four times a second: what came about since it started, or since there were last more or fewer clients. */
	| StormFigures & {
		readonly type: 'storm-sample';
		readonly clients: number;
		/** Clients that wait between two attempts just now. */
		readonly waiting: number;
		/** In the time since the sample before, a second. */
		readonly commitsNow: number;
		readonly retriesNow: number;
		/** The accounts that most transfers touched, the hottest first. */
		readonly hottest: readonly HotAccount[];
	}
	/** All clients have left, nothing is under way any more. What came about from beginning to end; the fairness is that of the last clients. */
	| StormFigures & {readonly type: 'storm-ended'; readonly clients: number; readonly hottest: readonly HotAccount[]}
);

export type OnStormEvent = (event: StormEvent) => void;
