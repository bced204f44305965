import {lstat, readFile, symlink} from 'node:fs/promises';
import path from 'node:path';
import {errorCode} from './errors.js';

/** A library's other name: both paths are relative to the package. */
export type LibraryLink = {
	readonly source: string;
	readonly target: string;
};

const isLibraryLink = (value: unknown): value is LibraryLink =>
	typeof value === 'object' && value !== null
	&& 'source' in value && typeof value.source === 'string'
	&& 'target' in value && typeof value.target === 'string';

/** A registry's packages hold no symbolic links, so this one lists them for its install script, which npm may block. */
export const readLibraryLinks = async (packageRoot: string): Promise<LibraryLink[]> => {
	try {
		const list: unknown = JSON.parse(await readFile(path.join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8'));
		return Array.isArray(list) ? list.filter(each => isLibraryLink(each)) : [];
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			return [];
		}

		throw error;
	}
};

/** Those of the links that aren't there. */
export const missingLinks = async (root: string, links: readonly LibraryLink[]): Promise<LibraryLink[]> => {
	const missing = await Promise.all(links.map(async each => {
		try {
			await lstat(path.join(root, each.target));
			return [];
		} catch {
			return [each];
		}
	}));
	return missing.flat();
};

/** Makes the links below a root. One that another program made meanwhile is fine. */
export const makeLinks = async (root: string, links: readonly LibraryLink[]): Promise<void> => {
	await Promise.all(links.map(async ({source, target}) => {
		try {
			await symlink(path.relative(path.dirname(target), source), path.join(root, target));
		} catch (error) {
			if (errorCode(error) !== 'EEXIST') {
				throw error;
			}
		}
	}));
};
