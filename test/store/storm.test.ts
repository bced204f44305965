import {describe, test, type TestContext} from 'node:test';
import {cures} from '../../source/load/cures/index.js';
import {conditional} from '../../source/load/cures/conditional.js';
import {forUpdate} from '../../source/load/cures/for-update.js';
import {readThenWrite} from '../../source/load/cures/read-then-write.js';
import type {StormEvent} from '../../source/load/events.js';
import type {Intent, Message} from '../../source/store/message.js';
import {initialModel, type Model} from '../../source/store/model.js';
import {newStorm} from '../../source/store/storm.js';
import {policies} from '../../source/transactions/policies/index.js';
import {fold, making} from './messages.js';
import {sampled, startedStorm} from './storm-events.js';

const opened: Message = {type: 'storm-opened', at: 900, connections: 100, refusedCures: new Map([['for-update', 'no']])};

const fresh = (): Model => ({...initialModel(making), storm: newStorm(8, readThenWrite)});
const press = (type: 'storm-pressed' | 'cure-pressed' | 'policy-pressed'): Intent => ({type});

describe('The update of a storm', () => {
	test('starts one when the bank is open, and stops it', (t: TestContext) => {
		t.assert.strictEqual(fold([press('storm-pressed')], fresh()).model.notice, 'The bank is not open yet');
		const ready = fold([opened, press('storm-pressed')], fresh());
		t.assert.strictEqual(ready.model.storm?.state, 'starting');
		t.assert.deepStrictEqual(ready.effects, [{type: 'start-storm', clients: 8, cure: readThenWrite, policy: making.policy}]);
		const running = fold([startedStorm, sampled(1250)], ready.model).model;
		t.assert.deepStrictEqual([running.storm?.state, running.storm?.shape?.cap, running.storm?.points], ['running', 1000, [{commits: 100, retries: 10, waiting: 3}]]);
		const stopping = fold([press('storm-pressed')], running);
		t.assert.deepStrictEqual([stopping.model.storm?.state, stopping.effects], ['stopping', [{type: 'stop-storm'}]]);
		const {waiting: _waiting, commitsNow: _commits, retriesNow: _retries, ...figures} = sampled(2000) as Extract<StormEvent, {readonly type: 'storm-sample'}>;
		t.assert.strictEqual(fold([{...figures, type: 'storm-ended'}], stopping.model).model.storm?.state, 'stopped');
	});

	test('has another one in its place when the cure or the policy changes, and not before it runs', (t: TestContext) => {
		const offered = cures.filter(cure => cure !== forUpdate);
		const still = fold([opened, press('cure-pressed')], fresh());
		t.assert.deepStrictEqual([still.model.storm?.cure.name, still.effects], [offered[1]?.name, []], 'what the bank can\'t have is left out');
		const running = fold([opened, press('storm-pressed'), startedStorm], fresh()).model;
		const cured = fold([press('cure-pressed')], running);
		t.assert.deepStrictEqual([cured.model.storm?.state, cured.effects], ['starting', [{type: 'start-storm', clients: 8, cure: offered[1], policy: making.policy}]]);
		const policied = fold([press('policy-pressed')], running);
		t.assert.deepStrictEqual(policied.effects, [{type: 'start-storm', clients: 8, cure: readThenWrite, policy: policies[1]}]);
	});

	test('keeps its policy where attempts begin at a savepoint, and says why; what is sent all at once has one to choose', (t: TestContext) => {
		const kept = {...making, restart: 'savepoint'} as const;
		const running = fold([opened, press('storm-pressed'), startedStorm], {...fresh(), making: kept}).model;
		const pressed = fold([press('policy-pressed')], running);
		t.assert.deepStrictEqual([pressed.model.making.policy, pressed.effects], [kept.policy, []]);
		t.assert.match(pressed.model.notice ?? '', /^No policy to choose: the locks are kept, so no conflict waits$/v);
		const atOnce = fold([startedStorm, press('policy-pressed')], {...fresh(), making: kept, storm: newStorm(8, conditional)}).model;
		t.assert.deepStrictEqual([atOnce.making.policy, atOnce.notice], [policies[1], undefined]);
	});

	test('doubles and halves the clients, from 1 to 1,000', (t: TestContext) => {
		const running = fold([opened, press('storm-pressed'), startedStorm], fresh()).model;
		const counts = (isMore: boolean, times: number) => fold(Array.from({length: times}, (): Intent => ({type: 'clients-pressed', isMore})), running).effects
			.map(effect => effect.type === 'set-clients' ? effect.clients : NaN);
		t.assert.deepStrictEqual(counts(true, 8), [16, 32, 64, 128, 256, 512, 1000, 1000]);
		t.assert.deepStrictEqual(counts(false, 4), [4, 2, 1, 1]);
	});

	test('keeps no more points than the widest chart shows', (t: TestContext) => {
		const samples = Array.from({length: 500}, (_, index) => sampled(1000 + (250 * index), {commitsNow: index}));
		const {storm} = fold([startedStorm, ...samples], fresh()).model;
		t.assert.deepStrictEqual([storm?.points.length, storm?.points.at(-1)?.commits], [240, 499]);
	});
});
