import {spawn} from 'node:child_process';
import {once} from 'node:events';
import os from 'node:os';
import process from 'node:process';

/*
Lint and tests at the same time: lint has one core busy for minutes where it has never run before, and tests often wait. What lint
says comes at the end, whole. It stands back, because tests have limits of time to keep to.
*/
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const run = (script, stdio) => spawn(npm, ['run', '--silent', script], {stdio, shell: process.platform === 'win32'});

const lint = run('lint', ['ignore', 'pipe', 'pipe']);
os.setPriority(lint.pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
const told = [];
for (const stream of [lint.stdout, lint.stderr]) {
	stream.on('data', chunk => {
		told.push(chunk);
	});
}

const ended = [once(lint, 'close'), once(run('test:run', 'inherit'), 'close')];
const [[lintCode], [testCode]] = await Promise.all(ended);
process.stdout.write(told.join(''));
console.log(`lint: ${lintCode === 0 ? 'nothing to mend' : 'to be mended, see above'}; tests: ${testCode === 0 ? 'passed' : 'failed, see above'}`);
process.exitCode = lintCode === 0 && testCode === 0 ? 0 : 1;
