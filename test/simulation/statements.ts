import {isolationLevels, type IsolationLevel} from '../../source/transactions/isolation.js';
import type {QueryResult, Row} from '../../source/transactions/statement.js';
import type {SimulatedTransaction} from './simulated-transaction.js';

export type Result = QueryResult<Row>;
type Values = readonly string[];
type Run = (transaction: SimulatedTransaction, values: Values) => Result | Promise<Result>;

const result = (command: string, rowCount: number, rows: Row[] = []): Result => ({command, rowCount, rows});

const add = (sign: bigint): Run => async (transaction, [id = '', cents = '']) =>
	result('UPDATE', await transaction.add(id, sign * BigInt(cents)) ? 1 : 0);

const insert = (onConflict: 'fail' | 'nothing'): Run => async (transaction, [id = '', from = '', to = '', cents = '']) =>
	result('INSERT', await transaction.insert({id, from, to, cents: BigInt(cents)}, onConflict) ? 1 : 0);

/** The statements that the bank sends, and what each does. Rows come as pg gives them: INT8 is text. */
const shapes: ReadonlyArray<readonly [shape: RegExp, run: Run]> = [
	[/^SELECT balance FROM \S+ WHERE id = \$1$/v, (transaction, [id = '']) => {
		const balance = transaction.balance(id);
		return result('SELECT', balance === undefined ? 0 : 1, balance === undefined ? [] : [{balance: String(balance)}]);
	}],
	[/^UPDATE \S+ SET balance = balance - \$2 WHERE id = \$1$/v, add(-1n)],
	[/^UPDATE \S+ SET balance = balance \+ \$2 WHERE id = \$1$/v, add(1n)],
	[/^INSERT INTO \S+ \(id, from_account, to_account, cents\) VALUES \(\$1, \$2, \$3, \$4\)$/v, insert('fail')],
	[/^INSERT INTO \S+ \(id, from_account, to_account, cents\) VALUES \(\$1, \$2, \$3, \$4\) ON CONFLICT \(id\) DO NOTHING$/v, insert('nothing')],
	[/^SELECT from_account, to_account, cents, made_at FROM \S+ WHERE id = \$1$/v, (transaction, [id = '']) => {
		const entry = transaction.find(id);
		return entry
			? result('SELECT', 1, [{from_account: entry.from, to_account: entry.to, cents: String(entry.cents), made_at: entry.madeAt}])
			: result('SELECT', 0);
	}],
];

const known = new Map<string, Run | undefined>();

/** What a statement does inside a transaction; undefined for one that the bank never sends. */
export const runOf = (text: string): Run | undefined => {
	if (!known.has(text)) {
		known.set(text, shapes.find(([shape]) => shape.test(text))?.[1]);
	}

	return known.get(text);
};

/** The level that a BEGIN asks for. */
export const isolationOf = (text: string): IsolationLevel =>
	isolationLevels.find(level => text === `BEGIN ISOLATION LEVEL ${level.toUpperCase()}`) ?? 'read committed';
