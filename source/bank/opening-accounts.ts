import {createHash} from 'node:crypto';
import type {Database} from '../database/connect.js';
import type {Account, Bank} from './bank.js';
import {runAnew} from './run-anew.js';

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

/** From this number on ids are in order: a million of them are opened in a third of the time, and known without keeping them. */
const orderedFrom = 10_001;

/** The same number gives the same id everywhere, so that programs that start at once open the same accounts. */
const idOf = (number: number): string => {
	if (number >= orderedFrom) {
		return `b0000000-0000-8000-a000-${number.toString(16).padStart(12, '0')}`;
	}

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

/** Accounts a statement, where the engine takes as many. */
const usualBatch = 2500;
const batchOn = ({server: {engine: {mostRows = Infinity}}}: Database): number => Math.min(usualBatch, mostRows);
/** Statements at once. */
const lanes = 2;

/** Opens accounts; those that are open already stay as they are. */
export const openAccounts = async ({database, tables}: Bank, accounts: readonly Account[]): Promise<void> => {
	const batch = batchOn(database);
	for (let start = 0; start < accounts.length; start += batch) {
		const some = accounts.slice(start, start + batch);
		await runAnew(
			database,
			`INSERT INTO ${tables.accounts} (id, owner, balance, opening)
			SELECT id, owner, balance, opening FROM ROWS FROM (unnest($1::UUID[]), unnest($2::TEXT[]), unnest($3::INT8[]), unnest($4::INT8[])) AS a (id, owner, balance, opening)
			ON CONFLICT (id) DO NOTHING`,
			[
				some.map(({id}) => id),
				some.map(({owner}) => owner),
				some.map(({balance}) => String(balance)),
				some.map(({opening}) => String(opening)),
			],
		);
	}
};

/**
Opens the first `count` accounts, however many they are. The last one is opened when all the others are there, so that it tells whether
all are, also where somebody was interrupted in the middle.
*/
export const openFirstAccounts = async (bank: Bank, count: number): Promise<void> => {
	const {database, tables} = bank;
	const {pool} = database;
	const batch = batchOn(database);
	const {rowCount} = await pool.query(`SELECT 1 FROM ${tables.accounts} WHERE id = $1`, [idOf(count)]);
	if (rowCount === 1) {
		return;
	}

	const last = count - 1;
	let next = 0;
	const openSome = async () => {
		while (next < last) {
			const start = next;
			next = Math.min(last, start + batch);
			await openAccounts(bank, Array.from({length: next - start}, (_, index) => openingAccount(start + index)));
		}
	};

	await Promise.all(Array.from({length: lanes}, openSome));
	await openAccounts(bank, [openingAccount(last)]);
};
