import {waitsFor} from '../database/server-session.js';
import type {Player, Stage} from './player.js';

type Watch = Pick<Stage, 'database' | 'clock' | 'tell'> & {
	readonly players: ReadonlyMap<string, Player>;
	readonly signal: AbortSignal;
};

/** How often it is asked whether a statement waits, in ms. */
const interval = 5;
/** Where nobody can be asked, a statement that is not answered after so many ms is taken for one that waits. */
const patience = 300;

/** Who is waited for, by the names of the lesson's sessions. */
const namesOf = (ids: readonly string[], players: ReadonlyMap<string, Player>): string[] =>
	ids.map(id => players.values().find(player => player.id === id)?.name ?? 'somebody else');

/**
Waits until the statement of a session has been answered, or is known to wait for another session, as PostgreSQL's
isolationtester does: the server is asked, from outside, who waits for whom. Where it can't say, time decides.
*/
export const waitUntilSettled = async (player: Player, {database, clock, tell, players, signal}: Watch): Promise<void> => {
	const started = clock.now();
	for (;;) {
		const {running} = player;
		if (!running || !player.isRunning) {
			return;
		}

		signal.throwIfAborted();
		const {promise: passed, resolve} = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, interval);
		await Promise.race([running.over, passed]);
		clearTimeout(timer);
		if (!player.isRunning) {
			return;
		}

		const by = player.id === undefined ? [] : await waitsFor(database, player.id);
		const isWaiting = player.id === undefined ? clock.now() - started > patience : by.length > 0;
		// It may have been answered while the server was asked.
		if (!isWaiting || !player.isRunning) {
			continue;
		}

		if (!running.waited) {
			running.waited = true;
			tell({...player.origin, type: 'statement-blocked', statement: running.statement, by: namesOf(by, players)});
		}

		return;
	}
};
