import {Buffer} from 'node:buffer';
import {chown, mkdtemp, statfs} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {EmbeddedServerError} from './errors.js';
import {succeedsAs, type Identity} from './unprivileged-user.js';

/** PostgreSQL names its socket after the port. */
export const socketPort = 5432;

/** The socket's file in the private directory. */
export const socketIn = (directory: string): string => path.join(directory, `.s.PGSQL.${socketPort}`);

const longestSocketPath = process.platform === 'darwin' ? 103 : 107;
const memory = '/dev/shm';
const enoughMemory = 512 * 1024 * 1024;

/** Where a private directory may lie, most usual first. */
export const temporaryDirectories = (): string[] =>
	process.platform === 'win32' ? [os.tmpdir()] : [...new Set([os.tmpdir(), '/tmp', '/var/tmp', memory])];

/**
The same, best for a database first: initdb makes a thousand files, which in memory takes half a second on any machine,
and on a busy disk up to three times that. Containers often have only 64 MB there, too little for a storm.
*/
export const databaseDirectories = async (): Promise<string[]> => {
	const places = temporaryDirectories();
	try {
		const {bavail, bsize} = await statfs(memory);
		return bavail * bsize < enoughMemory ? places : [...new Set([memory, ...places])];
	} catch {
		return places;
	}
};

/** The program whose private directory has this name; undefined if it isn't the name of one. */
export const ownerOf = (name: string): number | undefined => {
	const {pid} = /^backoff-bank-(?<pid>\d+)-\w+$/v.exec(name)?.groups ?? {};
	return pid === undefined ? undefined : Number(pid);
};

/**
Makes a directory that only we can enter, named after our process, in the first place that will do: the socket's path
fits there, and the user whom the server is to run as can get there and take the directory away again.

It is still ours; {@link handOver} gives it to that user.

@throws EmbeddedServerError with what is wrong with each place.
*/
export const makePrivateDirectory = async (places: readonly string[], identity: Identity | undefined): Promise<string> => {
	const refusals: string[] = [];
	const attempt = async (place: string): Promise<string | undefined> => {
		const prefix = path.join(place, `backoff-bank-${process.pid}-`);
		if (Buffer.byteLength(socketIn(`${prefix}XXXXXX`)) > longestSocketPath) {
			refusals.push(`${place} is too long for a socket's path`);
			return undefined;
		}

		if (identity && !await succeedsAs(identity, 'test -w "$1" && test -x "$1"', place)) {
			refusals.push(`${place} can't be used by the unprivileged user ${identity.uid}`);
			return undefined;
		}

		try {
			return await mkdtemp(prefix);
		} catch (error) {
			refusals.push(error instanceof Error ? error.message : `${place} can't be used`);
			return undefined;
		}
	};

	for (const place of places) {
		// One after the other, because the first that will do is enough.

		const directory = await attempt(place);
		if (directory !== undefined) {
			return directory;
		}
	}

	throw new EmbeddedServerError(`there is no place for its private directory: ${refusals.join('; ')}.`);
};

/** Gives files to the user whom the server runs as. */
export const handOver = async (paths: readonly string[], identity: Identity | undefined): Promise<void> => {
	if (identity) {
		await Promise.all(paths.map(async each => chown(each, identity.uid, identity.gid)));
	}
};
