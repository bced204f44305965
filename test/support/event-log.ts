import type {BankEvent, OnBankEvent} from '../../source/bank/events.js';
import type {TransactionEvent} from '../../source/transactions/events.js';

type Event = BankEvent | TransactionEvent;

type Typed<Type extends Event['type']> = Extract<Event, {readonly type: Type}>;

/** Remembers every event, and lets a test wait for those that are still to come. */
export const createEventLog = () => {
	const events: Event[] = [];
	let wake = Promise.withResolvers<void>();
	const onEvent: OnBankEvent = event => {
		events.push(event);
		wake.resolve();
		wake = Promise.withResolvers();
	};

	const all = <Type extends Event['type']>(type: Type): Array<Typed<Type>> =>
		events.filter((event): event is Typed<Type> => event.type === type);

	return {
		events,
		onEvent,
		/** All events of a type so far. */
		all,
		/** Resolves to the first event of a type, of those that come from now on, that meets the condition. */
		async next<Type extends Event['type']>(type: Type, meets: (event: Typed<Type>) => boolean = () => true): Promise<Typed<Type>> {
			for (const past = all(type).length; ;) {
				const found = all(type).slice(past).find(event => meets(event));
				if (found) {
					return found;
				}

				await wake.promise;
			}
		},
	};
};
