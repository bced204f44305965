#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';

// This file is built by itself, in the oldest syntax that will do, so that any Node can read it and say what is missing.
const neededNode = 22;

if (Number(process.versions.node.split('.', 1)[0]) < neededNode) {
	process.stderr.write(`Backoff Bank needs Node ${neededNode} or newer, and this is Node ${process.versions.node}. Install a newer one (https://nodejs.org), or run it with: npx -p node@24 -p backoff-bank backoff-bank\n`);
	process.exit(2);
}

// React reads it when it is loaded, and in development mode it draws at half the speed.
process.env['NODE_ENV'] ??= 'production';

// Compiled code is kept where caches belong, and where nobody knows of such a place, not at all.
const home = process.env['HOME'] ?? process.env['USERPROFILE'];
const caches = process.env['XDG_CACHE_HOME'] ?? (home === undefined ? undefined : `${home}/.cache`);
if (caches !== undefined) {
	module.enableCompileCache(`${caches}/backoff-bank`);
}

const {runProgram} = await import('./program.js');
process.exit(await runProgram(process.argv.slice(2)));
