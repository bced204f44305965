import {randomUUID} from 'node:crypto';
import {commandLine} from '../called-as.js';
import {findAccount, readBalances} from '../bank/accounts.js';
import type {Account} from '../bank/bank.js';
import {formatCents, parseAmount} from '../bank/money.js';
import {openBank} from '../bank/open-bank.js';
import {TransferRefusedError} from '../bank/refusal.js';
import {OutcomeUnknownError} from '../transactions/errors.js';
import {plain, toned} from '../ui/line.js';
import {balanceSentence} from '../ui/sentences/balances.js';
import type {CommandInput} from './command.js';
import {UsageError} from './exit-codes.js';
import {codeAfter, runPlainly} from './plain-run.js';

/** In a bank with more accounts than this, programs are told of the two that it is about. */
const mostTold = 100;

/** `transfer FROM TO AMOUNT`: one transfer, told in plain text or JSON. */
export const transfer = async ({words, settings}: CommandInput): Promise<number> => {
	const [from = '', to = '', amount = '', ...more] = words;
	if (amount === '' || more.length > 0) {
		throw new UsageError(`transfer takes three words, FROM TO AMOUNT, and got ${words.length}. For example: ${commandLine('transfer Ada Ben 100')}`);
	}

	const cents = parseAmount(amount);
	const {schema, accounts: count, rivals = 0} = settings;
	return runPlainly('transfer', settings, async ({database, printer, glyphs, isSpoken, send, conclude}) => {
		const {bank} = await openBank(database, {schema, accounts: count});
		const before = await readBalances(bank);
		const {accounts} = before;
		const payer = findAccount(accounts, from);
		const receiver = findAccount(accounts, to);
		const isTold = ({id}: Account) => accounts.length <= mostTold || id === payer.id || id === receiver.id;
		printer.tell({...before, accounts: accounts.filter(account => isTold(account))});
		const order = {id: settings.id ?? randomUUID(), from: payer.id, to: receiver.id, cents};
		printer.say(isSpoken
			? [plain(`The transfer's id is ${order.id}.`)]
			: [toned('strong', `${payer.owner} ${glyphs.to} ${receiver.owner}  ${formatCents(cents)}`), toned('dim', `  ${order.id}`)]);
		let problem: unknown;
		try {
			await send(bank, order, accounts, {count: rivals});
		} catch (error) {
			// The bank knows accounts by their ids; who typed names is answered in names.
			problem = error instanceof TransferRefusedError
				? new TransferRefusedError(error.refusal, id => (id === payer.id ? payer : receiver).owner)
				: error;
		}

		if (problem instanceof OutcomeUnknownError) {
			printer.say([plain(`Whether ${order.id} was made, ${commandLine('doctor')} finds out later. Asked for again, it is made once:`)]);
			printer.say([plain(`  ${commandLine(`transfer ${payer.id} ${receiver.id} ${formatCents(cents).replaceAll(/[$,]/gv, '')} --id ${order.id}`)}`)]);
		}

		const after = problem === undefined ? await readBalances(bank) : undefined;
		if (after) {
			printer.tell({...after, accounts: after.accounts.filter(account => isTold(account))});
		}

		const audit = await conclude(bank, problem);
		for (const {id, owner, balance} of after?.accounts ?? []) {
			if (id === payer.id || id === receiver.id) {
				printer.say([plain(isSpoken ? balanceSentence({owner, balance}) : `  ${owner}  ${formatCents(balance)}`)]);
			}
		}

		return codeAfter(audit, problem);
	});
};
