import {availableParallelism} from 'node:os';
import process from 'node:process';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';

/*
Every test, as `node --test` runs them, but two files at a time at least: most of what they do is wait for servers, terminals
and clocks, and on two cores `node --test` would run one after the other.
*/
const tests = run({
	globPatterns: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
	concurrency: Math.max(2, availableParallelism() - 1),
	execArgv: ['--import=tsx'],
});
tests.on('test:fail', () => {
	process.exitCode = 1;
});
for await (const text of tests.compose(spec)) {
	process.stdout.write(String(text));
}
