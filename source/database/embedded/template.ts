import {createHash} from 'node:crypto';
import {
	mkdir, open, readdir, readFile, rename, rm, type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {isRunning} from './remains.js';
import {initdbParameters} from './server-settings.js';

/** A new database, as initdb makes it, kept from one start to the next: nearly all of a start is making it anew. */
export type Template = {
	/** Whether an archive is unpacked in place of what initdb would do, or made of what it did. */
	readonly use: 'unpack' | 'keep' | 'none';
	/** The archive to unpack. */
	readonly source?: FileHandle;
	/** Where the archive to keep goes. */
	readonly target?: FileHandle;
	/** Keeps what went to `target`. */
	keep(): Promise<void>;
	/** Frees the files, and removes an archive that was not kept. */
	close(): Promise<void>;
	/** Removes an archive that nothing can be made of. */
	remove(): Promise<void>;
};

/** Where this program keeps what it could also do without: the user's cache. Nowhere, where nobody knows of such a place. */
export const cacheDirectory = (): string | undefined => {
	const home = process.env['HOME'] ?? process.env['USERPROFILE'];
	const caches = process.env['XDG_CACHE_HOME'] ?? (home === undefined ? undefined : path.join(home, '.cache'));
	return caches === undefined ? undefined : path.join(caches, 'backoff-bank');
};

/** For where none is any use. */
export const noTemplate: Template = {
	use: 'none',
	async keep() {
		// There is nothing to keep.
	},
	async close() {
		// Nothing is open.
	},
	async remove() {
		// Nothing was used.
	},
};

/** What is made by other binaries, or with other settings, has another name. */
const nameOf = async (packageRoot: string): Promise<string> => {
	const about = await readFile(path.join(packageRoot, 'package.json'), 'utf8');
	const {name, version} = JSON.parse(about) as {readonly name?: string; readonly version?: string};
	const digest = createHash('sha256').update(JSON.stringify([name, version, initdbParameters('')])).digest('hex');
	return `database-${digest.slice(0, 16)}.tar`;
};

/** Only what nobody else could have written is unpacked. */
const openOwn = async (file: string): Promise<FileHandle | undefined> => {
	let handle: FileHandle | undefined;
	try {
		handle = await open(file, 'r');
		const stats = await handle.stat();
		if (stats.isFile() && stats.uid === process.geteuid?.() && stats.mode % 0o100 === 0) {
			return handle;
		}
	} catch {
		// There is none yet.
	}

	await handle?.close();
	return undefined;
};

/** Of other versions, and of programs that were killed while they wrote theirs. */
const removeOthers = async (directory: string, name: string): Promise<void> => {
	const names = await readdir(directory);
	await Promise.all(names.map(async other => {
		const {rest, pid} = /^database-[\da-f]+\.tar(?<rest>\.(?<pid>\d+)-\d+)?$/v.exec(other)?.groups ?? {};
		const isOld = rest === undefined ? /^database-[\da-f]+\.tar$/v.test(other) && other !== name : !isRunning(Number(pid));
		if (isOld) {
			await rm(path.join(directory, other), {force: true});
		}
	}));
};

let written = 0;

/**
Opens the template for a package's binaries, to unpack it, or, where there is none yet, to make it. Where neither can be done
there is none: it only saves time.

@param directory - Where it is kept.
*/
export const openTemplate = async (packageRoot: string, directory: string): Promise<Template> => {
	try {
		const name = await nameOf(packageRoot);
		const file = path.join(directory, name);
		const source = await openOwn(file);
		const remove = async () => rm(file, {force: true});
		if (source) {
			return {...noTemplate, use: 'unpack', source, remove, close: async () => source.close()};
		}

		await mkdir(directory, {recursive: true});
		await removeOthers(directory, name);
		// Written under another name, so that nobody ever finds a part of it.
		const unfinished = `${file}.${process.pid}-${++written}`;
		const target = await open(unfinished, 'wx', 0o600);
		return {
			...noTemplate,
			use: 'keep',
			target,
			async keep() {
				try {
					await rename(unfinished, file);
				} catch {
					// The next start makes one again.
				}
			},
			async close() {
				await target.close();
				await rm(unfinished, {force: true});
			},
		};
	} catch {
		return noTemplate;
	}
};
