import {test, type TestContext} from 'node:test';
import {check, type Asked, type History, type LedgerRow} from './check.js';

const row: LedgerRow = {id: 't1', from: 'a', to: 'b', cents: 10n};
const asked = (known: Asked['known'], id = 't1'): [string, Asked] => [id, {...row, id, known}];

/** A transfer of 10 cents from a to b, reported and made. */
const good: History = {
	asked: new Map([asked('committed')]),
	totals: [200n, 200n],
	ledger: [row],
	balances: [{id: 'a', balance: 90n, opening: 100n}, {id: 'b', balance: 110n, opening: 100n}],
};

const untouched = good.balances.map(each => ({...each, balance: each.opening}));

test('A history in which all is well has nothing wrong', (t: TestContext) => {
	t.assert.deepStrictEqual(check(good), []);
	t.assert.deepStrictEqual(check({...good, asked: new Map([asked('unknown')])}), [], 'an unknown one may have been made');
	t.assert.deepStrictEqual(check({...good, asked: new Map([asked('unknown')]), ledger: [], balances: untouched}), [], 'or not');
	t.assert.deepStrictEqual(check({...good, asked: new Map([asked('not-made')]), ledger: [], balances: untouched}), []);
});

const bad: ReadonlyArray<readonly [what: string, changes: Partial<History>, says: RegExp]> = [
	['a transfer that was reported and is lost whole', {ledger: [], balances: untouched}, /t1 was reported as done, and is not in the ledger: lost/v],
	['one that was reported as refused and is made', {asked: new Map([asked('not-made')])}, /t1 was reported as not made, and is in the ledger/v],
	['one that nobody asked for', {asked: new Map()}, /nobody asked for it/v],
	['one with another amount', {ledger: [{...row, cents: 11n}], balances: [{id: 'a', balance: 89n, opening: 100n}, {id: 'b', balance: 111n, opening: 100n}]}, /other content/v],
	['one that is there twice', {ledger: [row, row], balances: [{id: 'a', balance: 80n, opening: 100n}, {id: 'b', balance: 120n, opening: 100n}]}, /in the ledger 2 times/v],
	['a debit that was applied twice, and keeps the total', {balances: [{id: 'a', balance: 80n, opening: 100n}, {id: 'b', balance: 120n, opening: 100n}]}, /a is -10 cents off/v],
	['a ledger row without its money', {balances: untouched}, /a is 10 cents off/v],
	['a balance below nothing', {balances: [{id: 'a', balance: -10n, opening: 0n}, {id: 'b', balance: 210n, opening: 200n}]}, /a is negative/v],
	['balances that were once read and did not add up', {totals: [200n, 190n, 200n]}, /add up to 190, not 200/v],
];
for (const [what, changes, says] of bad) {
	test(`The check finds ${what}`, (t: TestContext) => {
		t.assert.match(check({...good, ...changes}).join('\n'), says);
	});
}
