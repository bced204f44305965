import type {TransactionEvent} from '../transactions/events.js';
import type {Books} from './audit.js';
import type {BankEvent} from './events.js';
import type {Transfer} from './transfer.js';

/** The list that a transfer goes into when it comes to an end, if it goes into any. */
type Lists = {readonly confirmed: Transfer[]; readonly unknown: Transfer[]};

const listFor = (event: BankEvent | TransactionEvent, {confirmed, unknown}: Lists): Transfer[] | undefined => {
	if (event.type === 'committed') {
		return confirmed;
	}

	return event.type === 'gave-up' && event.reason === 'unknown' ? unknown : undefined;
};

/** Keeps in mind what events tell of transfers, the rivals' included: what an audit holds against the ledger. */
export const keepBooks = () => {
	const underWay = new Map<string, Transfer>();
	const lists: Lists = {confirmed: [], unknown: []};
	return {
		hear(event: BankEvent | TransactionEvent): void {
			if (event.type === 'transfer-started' || event.type === 'rival-sent') {
				underWay.set(event.transfer.id, event.transfer);
			}

			if (event.type !== 'committed' && event.type !== 'gave-up') {
				return;
			}

			const transfer = underWay.get(event.transactionId);
			underWay.delete(event.transactionId);
			if (transfer) {
				listFor(event, lists)?.push(transfer);
			}
		},
		books: (): Books => ({confirmed: [...lists.confirmed], unknown: [...lists.unknown]}),
	};
};
