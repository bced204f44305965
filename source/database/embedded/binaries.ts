import {access} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {EmbeddedServerError} from './errors.js';
import {makeLinks, missingLinks, readLibraryLinks} from './library-links.js';
import {stageBinaries} from './stage-binaries.js';
import {succeedsAs, type Identity} from './unprivileged-user.js';

/** PostgreSQL's programs, where the user whom the server runs as can start them. */
export type Binaries = {
	readonly initdb: string;
	readonly postgres: string;
	/** A private directory made only to hold them. */
	readonly staged?: string;
};

const suffix = process.platform === 'win32' ? '.exe' : '';

const programsIn = (root: string): Binaries => ({
	initdb: path.join(root, 'native', 'bin', `initdb${suffix}`),
	postgres: path.join(root, 'native', 'bin', `postgres${suffix}`),
});

const isReachable = async (packageRoot: string, {initdb, postgres}: Binaries, identity: Identity): Promise<boolean> =>
	succeedsAs(
		identity,
		// A sample: npm writes all files of a package with one and the same umask.
		'for each; do test -x "$each" && test -r "$each" || exit 1; done',
		initdb,
		postgres,
		path.join(packageRoot, 'native', 'lib'),
		path.join(packageRoot, 'native', 'share'),
	);

/**
Makes the binaries of a package usable: adds the library links that its install script would have made and, where we
may not write or the server's user may not read, puts what is needed into a private directory of its own.

@param onStaging - Called before that, because it takes a while.
@throws EmbeddedServerError if the package is incomplete or there is no place for that directory.
*/
export const prepareBinaries = async (
	packageRoot: string,
	{identity, places, onStaging}: {readonly identity?: Identity; readonly places: readonly string[]; readonly onStaging?: () => void},
): Promise<Binaries> => {
	const programs = programsIn(packageRoot);
	try {
		await Promise.all([access(programs.initdb), access(programs.postgres)]);
	} catch (error) {
		throw new EmbeddedServerError(`its binaries are missing from ${packageRoot}.`, {cause: error});
	}

	const links = await readLibraryLinks(packageRoot);
	const [missing, reachable] = await Promise.all([
		missingLinks(packageRoot, links),
		identity ? isReachable(packageRoot, programs, identity) : true,
	]);
	if (reachable) {
		try {
			await makeLinks(packageRoot, missing);
			return programs;
		} catch {
			// A global installation, or a read-only one: its files can be read but nothing added.
		}
	}

	onStaging?.();
	const staged = await stageBinaries(packageRoot, {links, places, identity});
	return {...programsIn(staged), staged};
};
