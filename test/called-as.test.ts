import {test, type TestContext} from 'node:test';
import {calledAs, commandLine} from '../source/called-as.js';

const ours = {npm_package_name: 'backoff-bank'};

for (const [what, environment, words] of [
	['by its name', {}, 'backoff-bank'],
	['by npm start', {...ours, npm_lifecycle_event: 'start', npm_config_user_agent: 'npm/11.0.0 node/v24.0.0 linux x64'}, 'npm start --'],
	['by pnpm start', {...ours, npm_lifecycle_event: 'start', npm_config_user_agent: 'pnpm/10.1.0 npm/? node/v24.0.0'}, 'pnpm start'],
	['by npx', {npm_lifecycle_event: 'npx', npm_command: 'exec'}, 'npx backoff-bank'],
	['by another script of ours', {...ours, npm_lifecycle_event: 'bench'}, 'backoff-bank'],
	['by somebody else\'s start script', {npm_package_name: 'workshop', npm_lifecycle_event: 'start'}, 'backoff-bank'],
] as const) {
	test(`Called ${what}, the program is called again by ${words}`, (t: TestContext) => {
		t.assert.strictEqual(calledAs(environment), words);
		t.assert.strictEqual(commandLine('lesson rival', environment), `${words} lesson rival`);
	});
}
