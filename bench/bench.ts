import {spawnSync} from 'node:child_process';
import process from 'node:process';

/** Runs the benchmarks that are named, or all: `npm run bench -- throughput`. Further flags go to each of them. */

const all = ['overhead', 'first-frame', 'drawing', 'storm', 'throughput'];
const words = process.argv.slice(2);
const named = words.filter(word => all.includes(word));
const strange = words[0] !== undefined && named.length === 0 && !words[0].startsWith('-');
if (strange) {
	process.stderr.write(`There is no benchmark ${words[0]}. There are ${all.join(', ')}.\n`);
	process.exitCode = 2;
}

const flags = words.filter(word => !all.includes(word));
for (const name of strange ? [] : (named.length > 0 ? named : all)) {
	const {status} = spawnSync(process.execPath, ['--import=tsx', `bench/${name}.ts`, ...flags], {stdio: 'inherit'});
	process.exitCode = status === 0 ? process.exitCode : status ?? 1;
}
