import {execFile, execFileSync} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {jainIndex} from '../../source/load/fairness.js';
import type {Contender} from './contender.js';
import {firstNumber, idStart, type Stage} from './stage.js';

/** The transfer as a script: with the same statements, and the same decision. */
const script = ({accounts, isHot, bank: {tables}}: Stage): string => {
	const id = (variable: string) => `('${idStart}' || :${variable}::TEXT)::UUID`;
	return [
		isHot ? String.raw`\set n 0` : String.raw`\set n random(0, ${accounts} - 1)`,
		String.raw`\set payer ${firstNumber} + :n`,
		String.raw`\set receiver ${firstNumber} + ${isHot ? '1' : `(:n + random(1, ${accounts} - 1)) % ${accounts}`}`,
		'BEGIN ISOLATION LEVEL SERIALIZABLE;',
		String.raw`SELECT balance FROM ${tables.accounts} WHERE id = ${id('payer')} \gset`,
		String.raw`\if :balance >= 1`,
		`UPDATE ${tables.accounts} SET balance = balance - 1 WHERE id = ${id('payer')};`,
		`UPDATE ${tables.accounts} SET balance = balance + 1 WHERE id = ${id('receiver')};`,
		`INSERT INTO ${tables.transfers} (id, from_account, to_account, cents) VALUES (gen_random_uuid(), ${id('payer')}, ${id('receiver')}, 1);`,
		String.raw`\endif`,
		'COMMIT;',
		'',
	].join('\n');
};

/** How many transfers each client made, from the log: a line for each, with the client's number first. */
const readLogs = async (directory: string, clients: number): Promise<number[]> => {
	const counts = Array.from({length: clients}, () => 0);
	const names = await readdir(directory);
	const logs = names.filter(each => each.startsWith('log.'));
	for (const name of logs) {
		const text = await readFile(path.join(directory, name), 'utf8');
		for (const line of text.split('\n')) {
			const [client = '', _number, time = ''] = line.split(' ', 3);
			if (/^\d+$/v.test(time)) {
				counts[Number(client)] = (counts[Number(client)] ?? 0) + 1;
			}
		}
	}

	return counts;
};

const versionOf = (): string | undefined => {
	try {
		return /\d+/v.exec(execFileSync('pgbench', ['--version'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}))?.[0];
	} catch {
		return undefined;
	}
};

/** The version on the PATH, if there is one. Since 15 it tries again what met a conflict. */
const version = versionOf();

/** PostgreSQL's own benchmark, in C: prepared statements, one thread, a connection for each client, no wait between attempts. */
const compete: Contender['compete'] = async ({stage, clients}, ms) => {
	const {host, port, user, database} = stage.connection;
	const directory = await mkdtemp(path.join(os.tmpdir(), 'pgbench-'));
	try {
		const file = path.join(directory, 'transfer.sql');
		await writeFile(file, script(stage));
		const {stdout} = await promisify(execFile)('pgbench', [
			`--host=${host}`,
			`--port=${port}`,
			`--username=${user}`,
			'--no-vacuum',
			'--protocol=prepared',
			`--client=${clients}`,
			'--jobs=1',
			`--time=${Math.max(1, Math.round(ms / 1000))}`,
			// Until it is made.
			'--max-tries=0',
			'--log',
			`--log-prefix=${path.join(directory, 'log')}`,
			`--file=${file}`,
			database,
		], {encoding: 'utf8', maxBuffer: 2 ** 26});
		// With 64 clients on the same row it may happen that none gets through in a second; then it gives no rate.
		const rate = /^tps = (?<rate>[\d.]+)/mv.exec(stdout)?.groups?.['rate'];
		return {perSecond: Number(rate ?? 0), jain: jainIndex(await readLogs(directory, clients))};
	} finally {
		await rm(directory, {recursive: true});
	}
};

const isThere = version !== undefined && Number(version) >= 15;

/** PostgreSQL's own benchmark, in C: prepared statements, one thread, a connection for each client, no wait between attempts. */
export const pgbench: Contender | undefined = isThere ? {name: 'pgbench', title: `pgbench ${version}, in C`, kind: 'c', isOneEach: true, compete} : undefined;
