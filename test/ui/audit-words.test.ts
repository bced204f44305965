import {test, type TestContext} from 'node:test';
import type {Audit} from '../../source/bank/audit.js';
import {auditSegment} from '../../source/ui/audit-words.js';
import {glyphsFor} from '../../source/ui/theme.js';

const glyphs = glyphsFor({LANG: 'C.UTF-8'}, 'linux');
const good: Audit = {conserved: true, total: 100n, opening: 100n, differences: [], lost: 0, twice: 0, unknown: 0};
const short = {account: 'a', owner: 'Ada', cents: -1000n};

const cases: ReadonlyArray<readonly [what: string, changes: Partial<Audit>, says: string, tone: string]> = [
	['all is well', {}, '✓ nothing lost, nothing twice', 'committed'],
	['one is unknown', {unknown: 1}, '? 1 transfer unknown: not in the ledger so far', 'waiting'],
	['one is lost, and others are unknown', {conserved: false, lost: 1, unknown: 3}, '✗ 1 transfer lost: reported done, not in the ledger', 'failed'],
	['two are lost', {conserved: false, lost: 2}, '✗ 2 transfers lost: reported done, not in the ledger', 'failed'],
	['one was made twice', {conserved: false, twice: 1, differences: [short]}, '✗ 1 transfer twice: the money moved once more than the ledger says', 'failed'],
	['an account is off', {conserved: false, differences: [short]}, '✗ Ada $10.00 short of the ledger', 'failed'],
	['several are', {conserved: false, differences: [{...short, cents: 5n}, short, short]}, '✗ Ada $0.05 above the ledger, 2 more accounts', 'failed'],
	['the total is off', {conserved: false, total: 99n}, '✗ the total was $1.00', 'failed'],
];
for (const [what, changes, says, tone] of cases) {
	test(`The audit says it when ${what}`, (t: TestContext) => {
		t.assert.deepStrictEqual(auditSegment({...good, ...changes}, glyphs), {text: says, tone});
	});
}
