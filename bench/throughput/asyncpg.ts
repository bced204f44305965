import {execFile, execFileSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {jainIndex} from '../../source/load/fairness.js';
import type {Contender} from './contender.js';
import {warmUp} from './run-clients.js';
import {firstNumber, idStart} from './stage.js';

const isThere = (): boolean => {
	try {
		execFileSync('python3', ['-c', 'import asyncpg'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
};

const script = path.join(process.cwd(), 'bench', 'throughput', 'clients.py');

/** The tutorial's driver for Python, with its waits. Only where Python has it. */
export const asyncpg: Contender | undefined = isThere()
	? {
		name: 'asyncpg',
		title: 'asyncpg, the tutorial\'s formula',
		kind: 'others',
		isOneEach: true,
		async compete({stage, clients}, ms) {
			const {accounts, isHot, bank: {tables}, connection: {host, port, user, database}} = stage;
			const settings = {
				host, port, user, database, clients, ms, warmUp, accounts, idStart, firstNumber, hot: isHot, tables: [tables.accounts, tables.transfers],
			};
			const {stdout} = await promisify(execFile)('python3', [script, JSON.stringify(settings)], {encoding: 'utf8'});
			const counts = JSON.parse(stdout) as number[];
			let made = 0;
			for (const count of counts) {
				made += count;
			}

			return {perSecond: made / ms * 1000, jain: jainIndex(counts)};
		},
	}
	: undefined;
