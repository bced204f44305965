import {
	glob, mkdir, mkdtemp, readFile, rm, writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {describe, test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {forbiddenImports, forbiddenPackages} from './support/floors.js';
import {circlesIn, packagesIn, readImports} from './support/imports.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const listed = await Array.fromAsync(glob('source/**/*.{ts,tsx}', {cwd: root}));
const files = listed.map(file => file.split(path.sep).join('/'));
const imports = await readImports(root, files);
const texts = new Map(await Promise.all(files.map(async file => [file, await readFile(path.join(root, file), 'utf8')] as const)));

describe('The structure', () => {
	test('is read in full', (t: TestContext) => {
		t.assert.ok(files.length > 50);
		t.assert.deepStrictEqual(files.filter(file => !imports.has(file)), []);
		t.assert.ok(imports.get('source/cli.tsx')?.includes('source/program.ts'), 'a dynamic import counts');
		t.assert.ok(imports.get('source/bank/make-transfer.ts')?.includes('source/transactions/run-transaction.ts'));
	});

	test('has imports that run down only', (t: TestContext) => {
		t.assert.deepStrictEqual(forbiddenImports(imports), []);
	});

	test('has no circles', (t: TestContext) => {
		t.assert.deepStrictEqual(circlesIn(imports), []);
	});

	test('leaves the driver to database/, and the screen to ui/ and commands/', (t: TestContext) => {
		t.assert.deepStrictEqual([...texts].flatMap(([file, text]) => forbiddenPackages(file, packagesIn(text))), []);
		t.assert.ok([...texts].some(([, text]) => packagesIn(text).includes('pg')));
	});

	test('lets transactions/ know no bank, not even its types', (t: TestContext) => {
		const knowing = [...texts].filter(([file, text]) => file.startsWith('source/transactions/')
			&& /\b(?:account|balance|bank|cents|ledger|money|transfer)s?\b/iv.test(text.replaceAll('`read-balance`', '')));
		t.assert.deepStrictEqual(knowing.map(([file]) => file), []);
	});
});

describe('The check of the structure', () => {
	const forbidden: ReadonlyArray<readonly [from: string, to: string, why: RegExp]> = [
		['bank/audit.ts', 'store/model.ts', /run down only/v],
		['transactions/session.ts', 'bank/money.ts', /run down only/v],
		['database/connect.ts', 'transactions/classify.ts', /run down only/v],
		['store/model.ts', 'ui/format.ts', /run down only/v],
		['ui/app.tsx', 'commands/demo.ts', /run down only/v],
		['settings.ts', 'ui/format.ts', /run down only/v],
		['setting-values.ts', 'settings.ts', /run down only/v],
		['ui/app.tsx', 'settings.ts', /for the commands/v],
		['commands/demo.ts', 'program.ts', /run down only/v],
		['index.ts', 'bank/money.ts', /only transactions/v],
		['bank/money.ts', 'index.ts', /for others/v],
		['bank/money.ts', 'misc/strings.ts', /no floor/v],
		['database/engines/postgresql.ts', 'database/engines/index.ts', /registry/v],
		['transactions/run-transaction.ts', 'transactions/policies/none.ts', /^$/v],
		['transactions/policies/sub/none.ts', 'transactions/policies/index.ts', /registry/v],
		['commands/demo.ts', 'settings.ts', /^$/v],
		['settings.ts', 'bank/tables.ts', /^$/v],
		['transactions/session.ts', 'database/cancel-statement.ts', /^$/v],
		['index.ts', 'transactions/clock.ts', /^$/v],
	];
	for (const [from, to, why] of forbidden) {
		test(`${String(why) === '/^$/v' ? 'lets' : 'does not let'} ${from} import ${to}`, (t: TestContext) => {
			t.assert.match(forbiddenImports(new Map([[`source/${from}`, [`source/${to}`]]])).join('\n'), why);
		});
	}

	test('finds a circle, and only that', (t: TestContext) => {
		t.assert.deepStrictEqual(circlesIn(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', ['d']], ['d', ['b']]])), [['b', 'c', 'd']]);
		t.assert.deepStrictEqual(circlesIn(new Map([['a', ['a']]])), [['a']]);
		t.assert.deepStrictEqual(circlesIn(new Map([['a', ['b', 'c']], ['b', ['c']]])), []);
	});

	test('finds packages in the wrong place', (t: TestContext) => {
		const text = [
			'import type pg from \'pg\';',
			'import {Box} from "ink";',
			'import a from \'./pg.js\';',
			'const b = await import(\'react/jsx-runtime\');',
			'export {c} from \'@x/y/z\';',
			'import \'node:fs\';',
		].join('\n');
		t.assert.deepStrictEqual(packagesIn(text), ['pg', 'ink', 'react', '@x/y']);
		t.assert.deepStrictEqual(forbiddenPackages('source/store/model.ts', packagesIn(text)), ['pg', 'ink', 'react'].map(name => `source/store/model.ts → ${name}`));
		t.assert.deepStrictEqual(forbiddenPackages('source/database/connect.ts', ['pg']), []);
		t.assert.deepStrictEqual(forbiddenPackages('source/bank/money.ts', ['react']), ['source/bank/money.ts → react']);
	});

	test('reads imports of every kind, and none of types', async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'structure-'));
		t.after(async () => rm(place, {recursive: true}));
		await mkdir(path.join(place, 'source'));
		const made = {
			'a.tsx': [
				'import type {B} from \'./b.js\';',
				'import {type C, c} from \'./c.js\';',
				'export {d} from \'./d.js\';',
				'import pg from \'pg\';',
				'export const e = async (b: B, x: C) => [b, x, c, pg, await import(\'./e.js\')];',
			].join('\n'),
			'b.ts': 'export type B = 1;',
			'c.ts': 'export type C = 1; export const c = 1;',
			'd.ts': 'export const d = 1;',
			'e.ts': 'export const e = 1;',
		};
		await Promise.all(Object.entries(made).map(async ([name, text]) => writeFile(path.join(place, 'source', name), text)));
		const found = await readImports(place, ['source/a.tsx']);
		t.assert.deepStrictEqual(found.get('source/a.tsx')?.toSorted(), ['pg', 'source/c.ts', 'source/d.ts', 'source/e.ts']);
	});
});
