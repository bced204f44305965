import {lstat, readdir} from 'node:fs/promises';
import {connect} from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {ownerOf, socketIn, temporaryDirectories} from './private-directory.js';
import {endServerIn, isRunning, removeDirectory} from './remains.js';
import {findUnprivilegedUser, type Identity} from './unprivileged-user.js';

const patience = 500;

/** Whether a server still answers in a directory. One that says nothing for half a second is taken to be there. */
const answers = async (directory: string): Promise<boolean> => new Promise(resolve => {
	const socket = connect(socketIn(directory));
	const settle = (isThere: boolean) => {
		socket.destroy();
		resolve(isThere);
	};

	socket.setTimeout(patience, () => {
		settle(true);
	});
	socket.once('connect', () => {
		settle(true);
	});
	socket.once('error', () => {
		settle(false);
	});
});

/** In containers the next program often has the number of the last: then the directory is older than we are. */
const isProgramRunning = (pid: number, modified: number): boolean =>
	pid === process.pid ? modified >= performance.timeOrigin : isRunning(pid);

const sweep = async (directory: string, program: number, nobody: Identity | undefined): Promise<boolean> => {
	const stats = await lstat(directory);
	const isOurs = process.geteuid === undefined || stats.uid === process.geteuid() || stats.uid === nobody?.uid;
	if (!isOurs || !stats.isDirectory() || isProgramRunning(program, stats.mtimeMs)) {
		return false;
	}

	await endServerIn(directory);
	if (await answers(directory)) {
		// The program isn't among the processes that we see, but its server lives: another container shares this place.
		return false;
	}

	await removeDirectory(directory, nobody);
	return true;
};

/**
Removes the private directories of programs that were killed together with their supervisor, and ends a server that
still runs in one. Those of living programs, and those that aren't ours, are left alone.

@param options.places - Where to look; by default wherever a private directory may be made.
@param options.except - Directories to leave alone in any case.
@returns The directories that were removed. Never rejects: what can't be removed stays.
*/
export const sweepStaleDirectories = async (
	{places = temporaryDirectories(), except = []}: {readonly places?: readonly string[]; readonly except?: readonly string[]} = {},
): Promise<string[]> => {
	const nobody = await findUnprivilegedUser();
	const found = await Promise.all(places.map(async place => {
		try {
			const names = await readdir(place);
			return names.map(name => ({directory: path.join(place, name), program: ownerOf(name)}));
		} catch {
			return [];
		}
	}));
	const swept = await Promise.all(found.flat().map(async ({directory, program}) => {
		try {
			return program !== undefined && !except.includes(directory) && await sweep(directory, program, nobody) ? [directory] : [];
		} catch {
			return [];
		}
	}));
	return swept.flat();
};
