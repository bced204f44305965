import {test, type TestContext} from 'node:test';
import {initialModel} from '../../source/store/model.js';
import {policies} from '../../source/transactions/policies/index.js';
import type {RestartMode} from '../../source/transactions/restart.js';
import {headerLine} from '../../source/ui/components/header.js';
import {policyWords} from '../../source/ui/wait-words.js';
import {ascii, glyphsFor} from '../../source/ui/theme.js';
import {fold, making, shownServer} from '../store/messages.js';

const glyphs = glyphsFor({LANG: 'C.UTF-8'}, 'linux');
const wordsOf = (base: number, cap: number, signs = glyphs): string[] => policies.map(policy => policyWords({policy, base, cap}, signs));

test('A policy is told by its first waits, as it computes them', (t: TestContext) => {
	t.assert.deepStrictEqual(wordsOf(50, 5000), [
		'full jitter: by chance up to 100ms, then 200ms … 5s',
		'equal jitter: by chance 50ms–100ms, then 100ms–200ms … 5s',
		'decorrelated jitter: 50ms to 3 times the last wait … 5s',
		'exponential: 100ms, then 200ms … 5s, without chance',
		'constant: 50ms each time',
		'no backoff: again at once',
	]);
	for (const [index, policy] of policies.slice(0, 2).entries()) {
		const ceilings = [1, 2].map(failures => `${policy.delay({failures, previous: 50, base: 50, cap: 5000}, () => 1)}ms`);
		t.assert.ok(ceilings.every(ceiling => wordsOf(50, 5000)[index]?.includes(ceiling)), policy.name);
	}
});

test('The header names the policy, or that no conflict waits, and gives up the cap and the database before that', (t: TestContext) => {
	const server = {...shownServer, engine: 'CockroachDB', version: '26.2.0', embedded: false, address: 'root@127.0.0.1:26257/defaultdb'};
	const headerOf = (restart: RestartMode, width: number): string => {
		const {model} = fold([{type: 'connected', at: 1, server}], initialModel({...making, restart}));
		return headerLine(model, width, glyphs).map(({text}) => text).join('');
	};

	const begins = ' Backoff Bank  CockroachDB 26.2.0 127.0.0.1:26257';
	t.assert.deepStrictEqual([100, 85, 80].map(width => headerOf('savepoint', width)), [
		`${begins}/defaultdb · serializable · no wait (savepoint)`, `${begins}/defaultdb · serializable · no wait`, `${begins} · serializable · no wait`,
	]);
	t.assert.deepStrictEqual([110, 99].map(width => headerOf('begin', width)), [
		`${begins}/defaultdb · serializable · full jitter 50ms·2ⁿ ≤5s`, `${begins}/defaultdb · serializable · full jitter 50ms·2ⁿ`,
	]);
});

test('A cap below the first waits bounds them, too, and every font can tell it', (t: TestContext) => {
	t.assert.strictEqual(wordsOf(100, 150)[0], 'full jitter: by chance up to 150ms, then 150ms … 150ms');
	t.assert.strictEqual(wordsOf(100, 50)[4], 'constant: 50ms each time');
	t.assert.ok(wordsOf(50, 5000, ascii).every(words => /^\p{ASCII}+$/v.test(words)));
});
