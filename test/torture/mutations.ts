/* eslint-disable no-template-curly-in-string -- It is code that is replaced here, by code. */
import {spawnSync} from 'node:child_process';
import {
	cp, mkdtemp, readFile, rm, symlink, writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import meow from 'meow';

/** A bug, planted into the real code. */
type Mutation = {
	readonly name: string;
	readonly file: string;
	readonly from: string;
	readonly to: string;
	/** What else the file needs. */
	readonly more?: string;
};

const mutations: readonly Mutation[] = [
	{
		name: 'after an unknown COMMIT, retry with a new id',
		file: 'source/bank/make-transfer.ts',
		from: 'const receipt = await moveMoneyOnce(transaction, tables, transfer, () => {',
		to: 'const receipt = await moveMoneyOnce(transaction, tables, {...transfer, id: crypto.randomUUID()}, () => {',
	},
	{
		name: 'a retry without BEGIN',
		file: 'source/transactions/attempt.ts',
		from: 'if (!manner.kept) {\n\t\tawait begin(',
		to: 'if (!manner.kept && context.attempt === 1) {\n\t\tawait begin(',
	},
	{
		name: 'the balance of the first attempt is written by a later one',
		file: 'source/bank/transfer.ts',
		from: 'text: `UPDATE ${tables.accounts} SET balance = balance - $2 WHERE id = $1`,\n\t\tvalues: [from, String(cents)],',
		to: 'text: `UPDATE ${tables.accounts} SET balance = $2 WHERE id = $1`,\n\t\tvalues: [from, String(firstRead(transaction.id, balance) - cents)],',
		more: '\nconst reads = new Map<string, bigint>();\nconst firstRead = (id: string, balance: bigint): bigint => {\n\treads.set(id, reads.get(id) ?? balance);\n'
			+ '\treturn reads.get(id) ?? balance;\n};\n',
	},
	{
		name: 'COMMIT that is answered with ROLLBACK is taken for a commit',
		file: 'source/transactions/attempt.ts',
		from: 'if (command === \'ROLLBACK\') {',
		to: 'if (command === \'NEVER\') {',
	},
	{
		name: 'a client with an open transaction goes back to the pool',
		file: 'source/transactions/session.ts',
		from: 'if (!lost && this.#client.getTransactionStatus?.() !== \'I\') {\n\t\t\tawait this.#rollback();\n\t\t}',
		to: '',
	},
	{
		name: 'the ledger row is written outside the transaction',
		file: 'source/bank/make-transfer.ts',
		from: 'await move(transaction, tables, transfer);',
		to: 'await writeLedger(pool, tables, transfer);\n\t\tawait changeBalances(transaction, tables, transfer);',
		more: '\nimport {changeBalances} from \'./transfer.js\';\nconst writeLedger = async (pool: Bank[\'database\'][\'pool\'], {transfers}: Bank[\'tables\'], {id, from, to, cents}: Transfer) =>\n\t'
			+ 'pool.query(`INSERT INTO ${transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, [id, from, to, String(cents)]);\n',
	},
	{
		name: 'a rival is not in the ledger',
		file: 'source/bank/rivals.ts',
		from: 'async transaction => moveMoney(transaction, bank.tables, rival)',
		to: 'async transaction => (await import(\'./transfer.js\')).changeBalances(transaction, bank.tables, rival)',
	},
	{
		name: 'a retry debits twice',
		file: 'source/bank/transfer.ts',
		from: 'values: [from, String(cents)],\n\t});\n\tconst credited',
		to: 'values: [from, String(transaction.attempt > 1 ? cents * 2n : cents)],\n\t});\n\tconst credited',
	},
	{
		name: 'a failed COMMIT is reported as done',
		file: 'source/transactions/settle.ts',
		from: 'if (this.#found) {',
		to: 'if (outcome.type === \'failed\' && outcome.failure.verdict === \'ambiguous\') return {type: \'committed\', value: undefined as T};\n\t\tif (this.#found) {',
	},
	{
		name: 'an unknown outcome is reported as not committed',
		file: 'source/transactions/classify.ts',
		from: 'return phase === \'commit\' ? \'ambiguous\' : \'retry\';',
		to: 'return \'final\';',
	},
	{
		name: 'what went along with COMMIT, and may come later, is taken for not made',
		file: 'source/transactions/settle.ts',
		from: 'if (!this.attempt?.mayCome) {',
		to: 'if (this.attempt) {',
	},
	{
		name: 'what was to go along with COMMIT is never sent',
		file: 'source/transactions/session.ts',
		from: '{name: config.text, ...config} : config, waiting);',
		to: '{name: config.text, ...config} : config, this.phase === \'commit\' ? undefined : waiting);',
	},
	{
		name: 'the server reports commits that it can still lose',
		file: 'source/database/embedded/server-settings.ts',
		from: 'synchronous_commit: \'on\'',
		to: 'synchronous_commit: \'off\'',
	},
];

const {flags} = meow(`
  Usage
    $ npm run mutations -- [options]

  Options
    --only TEXT  those alone whose name or file has this in it, for example session.ts
    --list       names them, and plants none
    --help       this text

  Plants bugs into a copy of the real code, one after the other: each must be caught.
  The last line is the verdict. Code 0: all were caught. Code 4: one was not.
`, {
	importMeta: import.meta,
	flags: {
		only: {type: 'string', default: ''},
		list: {type: 'boolean', default: false},
	},
});

const chosen = mutations.filter(({name, file}) => `${name} ${file}`.includes(flags.only));
if (chosen.length === 0) {
	throw new Error(`No planted bug has "${flags.only}" in its name or file. --list names them.`);
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is to catch them, the proof first. */
const checks = [
	{name: 'the torture', parameters: ['--import=tsx', 'test/torture/siege.ts']},
	{name: 'the tests of transactions/', parameters: ['--import=tsx', '--test', 'test/transactions/work.test.ts', 'test/transactions/every-failure.test.ts', 'test/transactions/settle.test.ts']},
] as const;

/** Which of the checks fails on the code as it is in a directory; undefined if none does. */
const caughtBy = (directory: string): string | undefined => checks.find(({parameters}) => {
	const {status} = spawnSync(process.execPath, parameters, {cwd: directory, stdio: 'ignore', timeout: 120_000});
	return status !== 0;
})?.name;

const plant = async ({file, from, to, more = ''}: Mutation, directory: string): Promise<void> => {
	const place = path.join(directory, file);
	const text = await readFile(place, 'utf8');
	if (!text.includes(from)) {
		throw new Error(`${file} no longer says: ${from}`);
	}

	await writeFile(place, text.replace(from, () => to) + more);
};

const print = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

const plantAll = async (): Promise<void> => {
	const directory = await mkdtemp(path.join(os.tmpdir(), 'mutations-'));
	let survivors = 0;
	try {
		for (const name of ['package.json', 'tsconfig.json', 'test', 'scripts']) {
			await cp(path.join(root, name), path.join(directory, name), {recursive: true});
		}

		await symlink(path.join(root, 'node_modules'), path.join(directory, 'node_modules'));
		const restore = async () => {
			await rm(path.join(directory, 'source'), {recursive: true, force: true});
			await cp(path.join(root, 'source'), path.join(directory, 'source'), {recursive: true});
		};

		await restore();
		const healthy = caughtBy(directory);
		if (healthy !== undefined) {
			throw new Error(`Without any mutation, ${healthy} fails.`);
		}

		for (const mutation of chosen) {
			await restore();
			await plant(mutation, directory);
			const catcher = caughtBy(directory);
			survivors += catcher === undefined ? 1 : 0;
			print(`${catcher === undefined ? 'SURVIVED' : 'caught'}: ${mutation.name}${catcher === undefined ? '' : ` (${catcher})`}`);
		}
	} finally {
		await rm(directory, {recursive: true, force: true});
	}

	print(survivors === 0 ? `verdict: all ${chosen.length} planted bugs were caught` : `verdict: ${survivors} of ${chosen.length} planted bugs survived`);
	process.exitCode = survivors === 0 ? 0 : 4;
};

if (flags.list) {
	for (const {name, file} of chosen) {
		print(`${file}: ${name}`);
	}
} else {
	await plantAll();
}
