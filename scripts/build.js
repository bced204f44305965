import {execFileSync} from 'node:child_process';
import {chmod, rm} from 'node:fs/promises';
import process from 'node:process';
import {build} from 'esbuild';
import {cheaperFrames} from './ink/plugin.js';

const shared = {
	outdir: 'dist',
	format: 'esm',
	platform: 'node',
	logLevel: 'warning',
	legalComments: 'none',
};

await rm('dist', {recursive: true, force: true});
await Promise.all([
	// The entry stays by itself, in syntax that an old Node can still read, so that it can say which Node it needs.
	build({...shared, entryPoints: ['source/cli.tsx'], target: 'node14.8'}),
	build({
		...shared,
		entryPoints: ['source/program.ts', 'source/index.ts'],
		bundle: true,
		splitting: true,
		chunkNames: 'parts/[name]-[hash]',
		target: 'node22',
		// Node has them since 20. As calls of RegExp they would be made again with each use.
		supported: {'regexp-set-notation': true},
		minifySyntax: true,
		define: {'process.env.NODE_ENV': '"production"'},
		alias: {'react-devtools-core': './scripts/no-devtools.js'},
		plugins: [cheaperFrames],
		external: ['pg-native'],
		// Bundled CommonJS modules ask for Node's own modules with require.
		banner: {js: 'import {createRequire as createBundledRequire} from \'node:module\';\nconst require = createBundledRequire(import.meta.url);'},
	}),
]);
await chmod('dist/cli.js', 0o755);
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'], {stdio: 'inherit'});
