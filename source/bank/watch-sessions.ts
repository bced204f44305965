import {readSessions} from '../database/read-sessions.js';
import {systemClock} from '../transactions/clock.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';

/** How often the sessions are read while somebody looks, in ms. */
const interval = 500;

/** Reads who waits for whom, over and over, until the signal is aborted. To be called only while somebody looks. */
export const watchSessions = async ({database}: Bank, {signal, onEvent}: {readonly signal: AbortSignal; readonly onEvent: OnBankEvent}): Promise<void> => {
	while (!signal.aborted) {
		const told = await readSessions(database).catch((error: unknown) =>
			({sessions: [], notes: [`The server can't be asked just now: ${error instanceof Error ? error.message : String(error)}.`]}));
		if (signal.aborted) {
			return;
		}

		onEvent({type: 'sessions-read', at: systemClock.now(), ...told});
		try {
			await systemClock.sleep(interval, signal);
		} catch {
			// Nobody looks any more.
		}
	}
};
