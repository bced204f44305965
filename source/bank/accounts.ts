import leven from 'leven';
import type {Account, Bank} from './bank.js';
import type {BankEvent} from './events.js';
import {TransferRefusedError} from './refusal.js';

type AccountRow = {readonly id: string; readonly owner: string; readonly balance: string; readonly opening: string};

const accountOf = ({id, owner, balance, opening}: AccountRow): Account => ({
	id, owner, balance: BigInt(balance), opening: BigInt(opening),
});

/**
Accounts, by owner. Read so that no writer is disturbed.

@param ids - Only these. Default: all.
*/
export const listAccounts = async ({database: {reader, server}, tables}: Bank, ids?: readonly string[]): Promise<Account[]> => {
	const {rows} = await reader.query<AccountRow>(
		`SELECT id, owner, balance, opening FROM ${tables.accounts} ${server.engine.asOf} ${ids ? 'WHERE id = ANY($1::UUID[])' : ''} ORDER BY owner, id`,
		ids ? [ids] : [],
	);
	return rows.map(row => accountOf(row));
};

/** Reads every balance, and makes of it what is told of such a reading. */
export const readBalances = async (bank: Bank): Promise<BankEvent & {readonly type: 'balances-read'}> => {
	const asked = Date.now();
	const accounts = await listAccounts(bank);
	const at = Date.now();
	return {type: 'balances-read', at, accounts, elapsed: at - asked};
};

/** The account that is meant can't be told. */
export class UnknownAccountError extends TransferRefusedError {
	override name = 'UnknownAccountError';

	constructor(asked: string, why: string) {
		super({type: 'no-such-account', account: asked});
		this.message = why;
	}
}

/**
Finds an account by its owner's name, whatever the case, or by its id.

@throws {UnknownAccountError} There is none, or there are several; the message names the nearest.
*/
export const findAccount = (accounts: readonly Account[], asked: string): Account => {
	const wanted = asked.trim().toLowerCase();
	const found = accounts.filter(({id, owner}) => id === wanted || owner.toLowerCase() === wanted);
	const [account] = found;
	if (!account) {
		const nearest = accounts
			.map(({owner}) => ({owner, distance: leven(owner.toLowerCase(), wanted)}))
			.toSorted((a, b) => a.distance - b.distance)[0];
		const some = accounts.slice(0, 8).map(({owner}) => owner).join(', ');
		const hint = nearest && nearest.distance <= Math.min(2, Math.max(1, Math.floor(wanted.length / 2)))
			? `Did you mean ${nearest.owner}?`
			: `There are ${some}${accounts.length > 8 ? ` and ${accounts.length - 8} more` : ''}.`;
		throw new UnknownAccountError(asked, `There is no account "${asked}". ${hint}`);
	}

	if (found.length > 1) {
		throw new UnknownAccountError(asked, `${found.length} accounts belong to "${asked}". Name one by its id: ${found.slice(0, 3).map(({id}) => id).join(', ')}`);
	}

	return account;
};
