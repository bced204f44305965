import {after, test, type TestContext} from 'node:test';
import {controlsIn, runProgram} from '../support/command-line.js';
import {startServer} from '../support/servers.js';

const server = await startServer('loopback');
after(async () => {
	await server.stop();
});

/** Signs that stand for words elsewhere. */
const signs = /[?·Σ–→↯◌✓✗]|\.\.|^ |[^\n\).:]\n/mv;

const commands: ReadonlyArray<readonly [line: string, code: number, says: readonly RegExp[]]> = [
	['demo', 0, [
		/^Backoff Bank, on PostgreSQL .*\. Between attempts: constant, from 5 milliseconds to 5 seconds\.$/mv,
		/^Sending \$100\.00 from Ada \(demo\) to Ben \(demo\), while a rival wants the same row\.$/mv,
		/^A rival on a session of its own sent \$0\.01 from Ada \(demo\) to Ben \(demo\) and committed first\.$/mv,
		/^It failed at debit, after .* milliseconds?: 40001, could not serialize access due to concurrent update\.$/mv,
		/^It waits 5 milliseconds\.$/mv,
		/^Committed at attempt 2, .* in all\.$/mv,
		/^Ada \(demo\) has \$899\.99\.$/mv,
		/^\$1,250\.00 in all: nothing lost, nothing twice\.$/mv,
	]],
	['transfer Ada Ben 5 --fault lose-commit', 0, [
		/^Sending \$5\.00 from Ada to Ben, with nobody in the way\.$/mv,
		/^COMMIT was sent and not answered: it may have been done\.$/mv,
		/^The ledger has it: that COMMIT was done\.$/mv,
		/^Ben has \$255\.00\.$/mv,
	]],
	['transfer Ben Ada 5000', 7, [/^Refused by the bank: Ben has \$\d+\.00, which does not cover \$5,000\.00\. Rolled back; nothing moved\.$/mv]],
];

for (const [line, expected, says] of commands) {
	test(`${line} --accessible speaks in sentences, without signs`, async (t: TestContext) => {
		const args = ['--accessible', '--policy', 'constant', '--base', '5ms', '--url', server.url(), '--schema', line.startsWith('demo') ? 'spoken_demo' : 'spoken'];
		const {code, stdout} = await runProgram([...line.split(' '), ...args]);
		t.assert.deepStrictEqual([code, controlsIn(stdout)], [expected, []]);
		for (const pattern of says) {
			t.assert.match(stdout, pattern);
		}

		t.assert.doesNotMatch(stdout, signs);
	});
}
