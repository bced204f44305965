import {execFile} from 'node:child_process';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {findPlatformPackage} from '../../../source/database/embedded/platform-package.js';

const execFileAsync = promisify(execFile);

/** Copies the installed package, without its library links, as if npm had blocked the install script. */
export const copyPackage = async (place: string): Promise<string> => {
	const copy = path.join(place, 'package');
	await execFileAsync('cp', ['-R', findPlatformPackage(), copy]);
	await execFileAsync('find', [copy, '-type', 'l', '-exec', 'rm', '{}', '+']);
	return copy;
};

/** Makes a package whose programs are shell scripts. */
export const makePackage = async (
	place: string,
	{initdb = '#!/bin/sh', postgres = '#!/bin/sh'}: {readonly initdb?: string; readonly postgres?: string} = {},
): Promise<string> => {
	const root = path.join(place, 'made-up');
	const files = {
		'bin/initdb': initdb,
		'bin/postgres': postgres,
		'lib/libpq.so.5.18': '',
		'lib/libpgport.a': '',
		'lib/postgresql/plpgsql.so': '',
		'lib/postgresql/citext.so': '',
		'share/postgresql/postgres.bki': '',
		'share/postgresql/timezone/UTC': '',
		'share/postgresql/extension/plpgsql.control': '',
		'share/postgresql/extension/citext.control': '',
		'pg-symlinks.json': JSON.stringify([{source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5'}]),
	};
	await Promise.all(Object.entries(files).map(async ([name, text]) => {
		const file = path.join(root, 'native', name);
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, text);
		await chmod(file, name.startsWith('bin/') ? 0o755 : 0o644);
	}));
	return root;
};
