import path from 'node:path';
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

/**
Bundles the benchmark and runs it: the loader that runs this file names every function as it is made, which would be a part of
what is measured. Flags: --rounds, --seconds, --cells hot16,spread64, --only queue,combine, --out DIRECTORY.
*/

const outfile = path.join(process.cwd(), 'dist', 'bench', 'throughput.js');

await build({
	entryPoints: ['bench/throughput/main.ts'],
	bundle: true,
	packages: 'external',
	platform: 'node',
	format: 'esm',
	outfile,
	logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
