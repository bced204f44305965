import {createHash} from 'node:crypto';
import type {Account, Bank} from './bank.js';

const names = [
	'Ada',
	'Ben',
	'Cleo',
	'Dan',
	'Eve',
	'Finn',
	'Gus',
	'Hana',
	'Ines',
	'Jon',
	'Kaia',
	'Liam',
	'Mona',
	'Nils',
	'Olga',
	'Paul',
	'Quin',
	'Rosa',
	'Sven',
	'Tara',
	'Uma',
	'Vera',
	'Will',
	'Xena',
	'Yves',
	'Zoe',
];

/** How many accounts a new bank opens with, unless told otherwise. */
export const usualAccounts = 8;

/** The same number gives the same id everywhere, so that programs that start at once open the same accounts. */
const idOf = (number: number): string => {
	const hex = createHash('sha256').update(`backoff-bank account ${number}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const cents = (index: number): bigint => [100_000n, 25_000n][index] ?? 50_000n;

/** The account of that number, from 0 on, as it is opened: the tutorial's two, with $1,000 and $250, then others with $500 each. */
export const openingAccount = (index: number): Account => {
	const round = Math.floor(index / names.length);
	const name = names[index % names.length] ?? '';
	return {
		id: idOf(index + 1),
		owner: round === 0 ? name : `${name} ${round + 1}`,
		balance: cents(index),
		opening: cents(index),
	};
};

/** The first `count` accounts. */
export const openingAccounts = (count: number): Account[] => Array.from({length: count}, (_, index) => openingAccount(index));

/** Accounts a statement: four parameters each, and the protocol takes 65,535. */
const batch = 1000;

/** Opens accounts; those that are open already stay as they are. */
export const openAccounts = async ({database: {pool}, tables}: Bank, accounts: readonly Account[]): Promise<void> => {
	for (let start = 0; start < accounts.length; start += batch) {
		const some = accounts.slice(start, start + batch);
		const places = some.map((_, index) => `($${(index * 4) + 1}::UUID, $${(index * 4) + 2}::TEXT, $${(index * 4) + 3}::INT8, $${(index * 4) + 4}::INT8)`);
		await pool.query(
			`INSERT INTO ${tables.accounts} (id, owner, balance, opening) VALUES ${places.join(', ')} ON CONFLICT (id) DO NOTHING`,
			some.flatMap(({id, owner, balance, opening}) => [id, owner, String(balance), String(opening)]),
		);
	}
};
