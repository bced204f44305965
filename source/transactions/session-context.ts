import type {Clock} from './clock.js';
import type {Limit} from './deadline.js';
import type {EventOrigin, OnEvent, TransactionEvent} from './events.js';
import type {Gate} from './gate.js';

/** An event without the fields that all events of the attempt share. */
type Told<E = TransactionEvent> = E extends TransactionEvent ? Omit<E, keyof EventOrigin> : never;

/** What the attempts of one transaction share. */
export type SessionContext = {
	readonly session: string;
	readonly transactionId: string;
	readonly attempt: number;
	readonly limit: Limit;
	readonly clock: Clock;
	readonly gate?: Gate | undefined;
	readonly onEvent?: OnEvent | undefined;
};

/** Tells an event, with the fields that all events of the attempt share. */
export const tell = ({transactionId, session, attempt, clock, onEvent}: SessionContext, event: Told): void => {
	onEvent?.({transactionId, session, attempt, at: clock.now(), ...event});
};
