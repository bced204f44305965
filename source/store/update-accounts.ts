import type {Audit} from '../bank/audit.js';
import type {Account} from '../bank/bank.js';
import {isRunning, type AccountRow, type Model} from './model.js';

/** Changes of one account that are nearer together than this many ms are shown as one. */
const burst = 3000;
/** How often the shown latency is renewed, in ms. */
const latencyInterval = 2000;

/** What is read of an account. */
type Read = Pick<Account, 'id' | 'owner' | 'balance'>;

const updateAccounts = (model: Model, accounts: readonly Read[], at: number): readonly AccountRow[] => {
	const before = new Map(model.accounts.map(row => [row.id, row]));
	let isSame = accounts.length === model.accounts.length;
	const rows = accounts.map(({id, owner, balance}, index) => {
		const row = before.get(id);
		const moved = row && row.balance !== balance;
		if (row && !moved && row.owner === owner) {
			isSame &&= model.accounts[index] === row;
			return row;
		}

		isSame = false;
		const isBurst = row && (isRunning(model) || at - row.changedAt < burst);
		const change = (row && moved ? balance - row.balance : 0n) + (isBurst ? row.change : 0n);
		return {id, owner, balance, change, changedAt: moved ? at : 0};
	});
	return isSame ? model.accounts : rows;
};

/** Fills the form with the first two accounts, once they are known. */
export const offerAccounts = (model: Model): Model => {
	const [from, to] = model.accounts;
	const isUntouched = model.form.from === '' && model.form.to === '' && model.form.focus === undefined;
	return from && to && isUntouched ? {...model, form: {...model.form, from: from.owner, to: to.owner}} : model;
};

/** Folds balances that were read into the model; the same model when there is nothing new to show. Pure. */
export const updateBalances = (model: Model, {accounts: read, at, elapsed}: {accounts: readonly Read[]; at: number; elapsed: number}): Model => {
	const accounts = updateAccounts(model, read, at);
	const isDue = model.latency === undefined || at - model.latency.at >= latencyInterval;
	if (accounts === model.accounts && !isDue && model.unreadable === undefined) {
		return model;
	}

	return offerAccounts({
		...model, accounts, unreadable: undefined, ...(isDue && {latency: {ms: elapsed, at}}),
	});
};

/** The accounts with the balances that have changed. */
export const withChanges = <Row extends Pick<Read, 'id' | 'balance'>>(accounts: readonly Row[], changed: ReadonlyArray<Pick<Read, 'id' | 'balance'>>): Row[] => {
	const balances = new Map(changed.map(({id, balance}) => [id, balance]));
	return accounts.map(account => {
		const balance = balances.get(account.id);
		return balance === undefined ? account : {...account, balance};
	});
};

/** Whether two audits found the same. */
export const isSameAudit = (before: Audit | undefined, next: Audit): boolean =>
	before?.conserved === next.conserved && before.total === next.total && before.opening === next.opening
	&& before.lost === next.lost && before.denied === next.denied && before.twice === next.twice && before.unknown === next.unknown && before.differences.length === next.differences.length
	&& before.differences.every(({account, cents}, index) =>
		next.differences[index]?.account === account && next.differences[index].cents === cents);
