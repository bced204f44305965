import type {Audit} from '../bank/audit.js';
import type {Account} from '../bank/bank.js';
import type {Message} from '../store/message.js';
import {isSameAudit} from '../store/update-accounts.js';

/** Lists of fewer accounts are written whole: they are short, and people read recordings, too. */
const fewAccounts = 50;

/** Whether it is the same accounts, whatever they hold. */
const isSameList = (before: readonly Account[], next: readonly Account[]): boolean =>
	before.length === next.length
	&& before.every(({id, owner, opening}, index) => {
		const other = next[index];
		return other?.id === id && other.owner === owner && other.opening === opening;
	});

/**
Tells of each message what of it is to be written into a recording; undefined where it only says again what was said. Of many
accounts only those are written that have changed, and all of them when as many have changed since as there are: so whatever breaks
off is whole again soon, and a recording takes at most twice what its changes take.
*/
export const createNews = (): ((message: Message) => Message | undefined) => {
	let accounts: readonly Account[] | undefined;
	let audit: Audit | undefined;
	let written = 0;

	const whole = (message: Message): Message => {
		written = 0;
		return message;
	};

	const balances = (message: Extract<Message, {readonly type: 'balances-read'}>): Message | undefined => {
		const before = accounts;
		accounts = message.accounts;
		if (!before || !isSameList(before, accounts)) {
			return whole(message);
		}

		const changed = accounts.filter(({balance}, index) => balance !== before[index]?.balance);
		if (changed.length === 0) {
			return undefined;
		}

		written += changed.length;
		const {at, elapsed} = message;
		return accounts.length < fewAccounts || written >= accounts.length
			? whole(message)
			: {type: 'balances-changed', at, elapsed, accounts: changed.map(({id, balance}) => ({id, balance}))};
	};

	return message => {
		if (message.type === 'balances-read') {
			return balances(message);
		}

		if (message.type === 'audited') {
			const before = audit;
			({audit} = message);
			return isSameAudit(before, message.audit) ? undefined : message;
		}

		if (message.type === 'balances-lost') {
			accounts = undefined;
			audit = undefined;
		}

		return message;
	};
};
