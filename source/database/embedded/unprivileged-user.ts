import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import process from 'node:process';
import {EmbeddedServerError} from './errors.js';

/** A user and a group of the system, as `chown` takes them. */
export type Identity = {
	readonly uid: number;
	readonly gid: number;
};

const overflow = 65_534;
const range = 2 ** 32;

/** The same, as `spawn` takes it: signed, so that macOS's nobody is -2 and not 4,294,967,294. */
export const spawnAs = (identity: Identity | undefined): Partial<Identity> => identity === undefined
	? {}
	: {
		uid: identity.uid < range / 2 ? identity.uid : identity.uid - range,
		gid: identity.gid < range / 2 ? identity.gid : identity.gid - range,
	};

/** Reads `nobody` from the text of /etc/passwd; where there is none, the kernel's own number for it. */
export const parseNobody = (passwd: string): Identity => {
	const {uid, gid} = /^nobody:[^:]*:(?<uid>-?\d+):(?<gid>-?\d+):/mv.exec(passwd)?.groups ?? {};
	const number = (text: string | undefined) => text === undefined ? overflow : (Number(text) + range) % range;
	return {uid: number(uid), gid: number(gid)};
};

/** Whom the server runs as if we are root, which PostgreSQL refuses to run as; undefined if we aren't. */
export const findUnprivilegedUser = async (): Promise<Identity | undefined> => {
	if (process.geteuid?.() !== 0) {
		return undefined;
	}

	try {
		return parseNobody(await readFile('/etc/passwd', 'utf8'));
	} catch {
		return {uid: overflow, gid: overflow};
	}
};

/**
Whether a shell test succeeds for a user. The system itself answers, so that access lists, mounts and every directory
above count as well.

@param test - For example `test -x "$1"`.
@throws EmbeddedServerError if we, though root, can't start anything as that user, as in some containers.
*/
export const succeedsAs = async (identity: Identity, test: string, ...parameters: readonly string[]): Promise<boolean> =>
	new Promise((resolve, reject) => {
		try {
			execFile('/bin/sh', ['-c', test, 'sh', ...parameters], {...spawnAs(identity), cwd: '/'}, error => {
				resolve(error === null);
			});
		} catch (error) {
			reject(new EmbeddedServerError(
				`PostgreSQL refuses to run as root, and we aren't allowed to start it as another user (${identity.uid}).`,
				{cause: error},
			));
		}
	});
