import {randomUUID} from 'node:crypto';
import {readBalances} from '../bank/accounts.js';
import type {Account, Bank} from '../bank/bank.js';
import {formatCents} from '../bank/money.js';
import {openAccounts} from '../bank/opening-accounts.js';
import {dropEmptySchema, ensureSchema, tablesOn, type Created} from '../bank/schema.js';
import {pad} from '../ui/format.js';
import {levelWords} from '../ui/level-words.js';
import {plain, toned} from '../ui/line.js';
import {rivalWords} from '../ui/rival-words.js';
import {balanceSentence} from '../ui/sentences/balances.js';
import {spokenWaits} from '../ui/sentences/making.js';
import {waitWords} from '../ui/wait-words.js';
import type {CommandInput} from './command.js';
import {codeAfter, runPlainly, type PlainRun} from './plain-run.js';

/** The tutorial's transfer, in cents. */
const amount = 10_000n;

/** The tutorial's two accounts, new ones each time: the bank that may be there already stays as it is. */
const demoAccounts = (): readonly [Account, Account] => [
	{id: randomUUID(), owner: 'Ada (demo)', balance: 100_000n, opening: 100_000n},
	{id: randomUUID(), owner: 'Ben (demo)', balance: 25_000n, opening: 25_000n},
];

const sayBalances = async (bank: Bank, mine: readonly Account[], {printer, isSpoken}: PlainRun): Promise<void> => {
	const now = new Date();
	const milliseconds = String(now.getMilliseconds()).padStart(3, '0');
	printer.say([plain(`Balances at ${now.toLocaleTimeString('en-GB')}.${milliseconds}${isSpoken ? ':' : ''}`)]);
	const reading = await readBalances(bank);
	const accounts = reading.accounts.filter(({id}) => mine.some(account => account.id === id));
	printer.tell({...reading, accounts});
	for (const {owner, balance} of accounts) {
		const money = formatCents(balance).padStart(12);
		printer.say([plain(isSpoken ? balanceSentence({owner, balance}) : `  ${pad(owner, 11)}${money}`)]);
	}
};

/** Takes away the demo's accounts and their ledger rows, and the tables and the schema if it had to make them. */
const clearUp = async (bank: Bank, mine: readonly Account[], created: Created, {printer, glyphs, isSpoken}: PlainRun): Promise<void> => {
	const {database: {pool}, tables} = bank;
	const ids = mine.map(({id}) => id);
	try {
		await pool.query(`DELETE FROM ${tables.transfers} WHERE from_account = ANY($1::UUID[])`, [ids]);
		await pool.query(`DELETE FROM ${tables.accounts} WHERE id = ANY($1::UUID[])`, [ids]);
		await dropEmptySchema(bank, created);
	} catch (error) {
		printer.say([toned('waiting', `${isSpoken ? '' : `${glyphs.unknown} `}The accounts ${ids.join(' and ')} in ${tables.schema} may be left: the server can't be asked to remove them`)]);
		throw error;
	}

	printer.say([toned('dim', 'Removed what the demo made (--keep leaves it)')]);
};

/** `demo`: the tutorial's story, correct, in plain text or JSON. */
export const demo = async ({settings}: CommandInput): Promise<number> => {
	const {schema, isolation, policy, rivals = 1, keep} = settings;
	return runPlainly('demo', settings, async run => {
		const {database, printer, glyphs, isSpoken, inForce, send, conclude} = run;
		const {engine, version, embedded, address} = database.server;
		const server = `${engine.title} ${version} ${embedded ? 'embedded' : address}`;
		const level = levelWords(isolation, inForce);
		printer.say(isSpoken
			? [plain(`Backoff Bank, on ${server}, ${level}. Between attempts: ${spokenWaits(settings)}.`)]
			: [toned('strong', 'Backoff Bank'), plain(`  ${server} ${glyphs.dot} ${level} ${glyphs.dot} ${waitWords({...settings, policy: policy.name}, glyphs)}`)]);
		const bank: Bank = {database, tables: tablesOn(database, schema)};
		const created = await ensureSchema(database, bank.tables);
		const mine = demoAccounts();
		const [payer, receiver] = mine;
		try {
			await openAccounts(bank, mine);
			await sayBalances(bank, mine, run);
			if (!isSpoken) {
				printer.say([plain(`Ada sends Ben ${formatCents(amount)}, ${rivalWords(rivals)}`)]);
			}

			const order = {id: randomUUID(), from: payer.id, to: receiver.id, cents: amount};
			let problem: unknown;
			try {
				await send(bank, order, mine, {count: rivals, pay: receiver.id});
			} catch (error) {
				problem = error;
			}

			await sayBalances(bank, mine, run);
			return codeAfter(await conclude(bank, problem), problem);
		} finally {
			if (keep) {
				printer.say([toned('dim', `Kept: the accounts ${payer.id} and ${receiver.id} in ${bank.tables.schema}`)]);
			} else {
				await clearUp(bank, mine, created, run);
			}
		}
	});
};
