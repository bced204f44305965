import {findAccount} from '../bank/accounts.js';
import {AmountError, formatCents, parseAmount} from '../bank/money.js';
import {emptyForm, fields, type AccountRow, type Field, type Form, type Model} from './model.js';

/** What the form comes to: a transfer that can be sent, or what is wrong with which field. */
export type CheckedForm =
	| {readonly type: 'ready'; readonly from: AccountRow; readonly to: AccountRow; readonly cents: bigint; readonly warning?: string}
	| {readonly type: 'wrong'; readonly field: Field; readonly problem: string};

/** The owner that a beginning would complete to, or undefined. The whole name wins over a longer one. */
export const completion = (text: string, accounts: readonly AccountRow[]): string | undefined => {
	const typed = text.trim().toLowerCase();
	const owners = accounts.map(({owner}) => owner);
	return owners.find(owner => owner.toLowerCase() === typed)
		?? (typed === '' ? undefined : owners.find(owner => owner.toLowerCase().startsWith(typed)));
};

const accountProblem = (text: string, accounts: readonly AccountRow[]): AccountRow | string => {
	if (text.trim() === '') {
		return 'Whose account? Type a name, or press ↑ ↓';
	}

	const asked = completion(text, accounts) ?? text;
	try {
		const {id} = findAccount(accounts.map(account => ({...account, opening: 0n})), asked);
		return accounts.find(account => account.id === id) ?? asked;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
};

/** What is wrong with an amount, in as few words as stand beside the form. */
const amountProblem = (text: string, error: unknown): string => {
	if (text.trim() === '') {
		return 'How much? For example 100 or $12.50';
	}

	return error instanceof AmountError && error.brief !== undefined ? error.brief : (error instanceof Error ? error.message : String(error));
};

/** Checks the form as it stands. */
export const checkForm = ({form, accounts}: Pick<Model, 'form' | 'accounts'>): CheckedForm => {
	const from = accountProblem(form.from, accounts);
	if (typeof from === 'string') {
		return {type: 'wrong', field: 'from', problem: from};
	}

	const to = accountProblem(form.to, accounts);
	if (typeof to === 'string') {
		return {type: 'wrong', field: 'to', problem: to};
	}

	if (from.id === to.id) {
		return {type: 'wrong', field: 'to', problem: `${to.owner} can't pay ${to.owner}: choose two accounts`};
	}

	try {
		const cents = parseAmount(form.amount);
		return {
			type: 'ready', from, to, cents, ...(cents > from.balance && {warning: `${from.owner} has ${formatCents(from.balance)}`}),
		};
	} catch (error) {
		return {type: 'wrong', field: 'amount', problem: amountProblem(form.amount, error)};
	}
};

/** Tidies a field that is being left: a beginning becomes the name, an amount its usual form. */
const settled = (form: Form, accounts: readonly AccountRow[]): Form => {
	const {focus} = form;
	if (focus === undefined) {
		return form;
	}

	if (focus === 'amount') {
		try {
			return {...form, amount: formatCents(parseAmount(form.amount))};
		} catch {
			return form;
		}
	}

	return {...form, [focus]: completion(form[focus], accounts) ?? form[focus]};
};

const enter = (form: Form, focus: Field): Form => ({...form, focus, before: form[focus], fresh: true});

/** Leaves the field that takes text; letters are keys again. */
export const leaveField = (form: Form, accounts: readonly AccountRow[]): Form =>
	({...settled(form, accounts), focus: undefined, fresh: true});

/** Goes to the next field, or the one before; round and round. */
export const moveFocus = (form: Form, accounts: readonly AccountRow[], by: 1 | -1): Form => {
	const at = form.focus === undefined ? (by === 1 ? -1 : fields.length) : fields.indexOf(form.focus);
	return enter(settled(form, accounts), fields[(at + by + fields.length) % fields.length] ?? 'from');
};

/** Takes typed text into the field; where nothing was typed yet it replaces what is there. */
export const typeInto = (form: Form, text: string): Form => {
	const {focus} = form;
	return focus === undefined ? form : {...form, [focus]: `${form.fresh ? '' : form[focus]}${text}`.slice(0, 60), fresh: false};
};

/** Takes the last character away, or all of what was there before. */
export const eraseFrom = (form: Form): Form => {
	const {focus} = form;
	if (focus === undefined) {
		return form;
	}

	const kept = form.fresh ? '' : [...new Intl.Segmenter().segment(form[focus])].slice(0, -1).map(({segment}) => segment).join('');
	return {...form, [focus]: kept, fresh: false};
};

/** Whether a field by itself can be sent. Before the accounts are known, any name can. */
const isGood = (field: Field, text: string, accounts: readonly AccountRow[]): boolean => {
	if (field !== 'amount') {
		return accounts.length === 0 || typeof accountProblem(text, accounts) !== 'string';
	}

	try {
		parseAmount(text);
		return true;
	} catch {
		return false;
	}
};

/** What a field has before anybody fills it in. */
const usual = (field: Field, accounts: readonly AccountRow[]): string =>
	field === 'amount' ? emptyForm.amount : accounts[field === 'from' ? 0 : 1]?.owner ?? '';

/** What Esc brings back into a field. */
const undone = ({before}: Form, field: Field, accounts: readonly AccountRow[]): string =>
	isGood(field, before, accounts) ? before : usual(field, accounts);

/** Whether Esc leaves the field: there is nothing in it to take back. */
export const isLeft = ({form, accounts}: Pick<Model, 'form' | 'accounts'>): boolean => {
	const {focus, fresh} = form;
	return focus === undefined || (fresh && (isGood(focus, form[focus], accounts) || form[focus] === undone(form, focus, accounts)));
};

/** Esc: takes back what was typed, or what can't be sent; where there is nothing of that, leaves the field as it is. */
export const clearField = (form: Form, accounts: readonly AccountRow[]): Form => {
	const {focus} = form;
	return focus === undefined || isLeft({form, accounts})
		? {...form, focus: undefined, fresh: true}
		: {...form, [focus]: undone(form, focus, accounts), fresh: true};
};

/** ↑ and ↓: the owner before or after, or a dollar more or less. */
export const stepField = (form: Form, accounts: readonly AccountRow[], by: 1 | -1): Form => {
	const {focus} = form;
	if (focus === undefined) {
		return form;
	}

	if (focus === 'amount') {
		try {
			const cents = parseAmount(form.amount) - (BigInt(by) * 100n);
			return {...form, amount: formatCents(cents > 0n ? cents : 1n), fresh: true};
		} catch {
			return form;
		}
	}

	if (accounts.length === 0) {
		return form;
	}

	const at = accounts.findIndex(({owner}) => owner === completion(form[focus], accounts));
	const next = accounts[(at + by + accounts.length) % accounts.length] ?? accounts[0];
	return {...form, [focus]: next?.owner ?? '', fresh: true};
};
