import {describe, test, type TestContext} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {AccountLanes} from '../../../source/load/cures/account-lanes.js';

type FakeLane = {readonly name: string; load: number};

/** Work that goes on until it is told to end, with what is under way written down. */
const startLanes = () => {
	const lanes = [{name: 'one', load: 0}, {name: 'two', load: 0}] as const satisfies readonly [FakeLane, FakeLane];
	const accounts = new AccountLanes<FakeLane>(lanes);
	const begun: string[] = [];
	const {signal: never} = new AbortController();
	return {
		begun,
		/** Wants something of two accounts; resolves to what ends it. */
		start(from: string, to: string, signal = never) {
			const {promise, resolve} = Promise.withResolvers<void>();
			const ended = accounts.use([from, to], signal, async lane => {
				lane.load++;
				begun.push(`${from}${to} on ${lane.name}`);
				await promise;
				lane.load--;
			});
			return {
				ended,
				async end() {
					resolve();
					await ended;
					await turn();
				},
			};
		},
	};
};

describe('The lanes of accounts', () => {
	test('are shared out by what they have to do, and one account stays on one', (t: TestContext) => {
		const {begun, start} = startLanes();
		start('A', 'B');
		start('C', 'D');
		start('B', 'A');
		start('D', 'E');
		start('A', 'F');
		t.assert.deepStrictEqual(begun, ['AB on one', 'CD on two', 'BA on one', 'DE on two', 'AF on one']);
	});

	test('let who wants two accounts on different ones wait until one is free', async (t: TestContext) => {
		const {begun, start} = startLanes();
		const ab = start('A', 'B');
		const cd = start('C', 'D');
		start('A', 'C');
		t.assert.strictEqual(begun.length, 2);
		await cd.end();
		t.assert.deepStrictEqual(begun.slice(2), ['AC on one']);
		await ab.end();
		start('B', 'D');
		t.assert.deepStrictEqual(begun.slice(3), ['BD on two'], 'both were free');
	});

	test('let nobody overtake who waits, and none for ever', async (t: TestContext) => {
		const {begun, start} = startLanes();
		const ab = start('A', 'B');
		const cd = start('C', 'D');
		const ac = start('A', 'C');
		const ae = start('A', 'E');
		const ce = start('C', 'E');
		t.assert.strictEqual(begun.length, 2, 'A and C are spoken for, though their lanes run');
		await ab.end();
		t.assert.deepStrictEqual(begun.slice(2), ['AC on two', 'AE on two', 'CE on two'], 'in their order, all on the lane of C');
		await Promise.all([cd, ac, ae, ce].map(async each => each.end()));
		start('C', 'A');
		t.assert.deepStrictEqual(begun.slice(5), ['CA on one'], 'nothing is left of them');
	});

	test('go on without who no longer waits', async (t: TestContext) => {
		const {begun, start} = startLanes();
		start('A', 'B');
		start('C', 'D');
		const controller = new AbortController();
		const ac = start('A', 'C', controller.signal);
		start('A', 'E');
		t.assert.strictEqual(begun.length, 2);
		controller.abort(new Error('changed their mind'));
		await t.assert.rejects(ac.ended, {message: 'changed their mind'});
		await turn();
		t.assert.deepStrictEqual(begun.slice(2), ['AE on one']);
	});
});
