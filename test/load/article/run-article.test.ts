import {after, describe, test, type TestContext} from 'node:test';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import type {ArticleEvent} from '../../../source/load/article/events.js';
import {runArticle} from '../../../source/load/article/run-article.js';
import {simulated} from '../../../source/load/article/simulator.js';
import {constant} from '../../../source/transactions/policies/constant.js';
import {fullJitter} from '../../../source/transactions/policies/full-jitter.js';
import {none} from '../../../source/transactions/policies/none.js';
import {openBankFor, startServer} from '../../support/servers.js';
import {endSessions} from '../../support/statements-on.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

describe('The article\'s experiment on a real server', {timeout: 60_000}, () => {
	test('lets every client make its update, counts all attempts, and loses none', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('article')});
		const events: ArticleEvent[] = [];
		const {results, isKept, shape} = await runArticle(bank, {
			policies: [none, fullJitter],
			clients: [1, 4],
			rounds: 2,
			limit: 30_000,
			seed: 1,
			onEvent(event) {
				events.push(event);
			},
		});
		t.assert.ok(isKept);
		t.assert.deepStrictEqual([shape.policies, shape.clients, shape.seed], [['none', 'full'], [1, 4], 1]);
		t.assert.deepStrictEqual(results.map(({policy, clients}) => `${policy} ${clients}`), ['none 1', 'full 1', 'none 4', 'full 4']);
		const [alone, , four] = results;
		t.assert.strictEqual(alone?.attempts, 1, 'nobody is in its way');
		t.assert.ok((alone.elapsed ?? 0) >= 20, 'two pauses of 10 ms');
		t.assert.ok((four?.attempts ?? 0) > 4, 'all four have read the same balance before any could commit');
		t.assert.deepStrictEqual(events.map(({type}) => type), ['article-started', ...Array.from({length: 8}, () => ['article-run-started', 'article-run']).flat(), 'article-ended']);
		t.assert.deepStrictEqual(await server.run('SELECT count(*)::INT FROM pg_class WHERE relname LIKE \'lab!_%\' ESCAPE \'!\' AND relkind = \'r\''), [[0]]);
	});

	test('ends a run that takes too long, keeps what was made, and doesn\'t ask for more of it', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('slow')});
		const runs: ArticleEvent[] = [];
		const {results, isKept} = await runArticle(bank, {
			policies: [{...constant, delay: () => 60_000}], clients: [4, 5], rounds: 1, limit: 500, seed: 1,
			onEvent(event) {
				if (event.type === 'article-run') {
					runs.push(event);
				}
			},
		});
		t.assert.ok(isKept);
		t.assert.strictEqual(runs.length, 1);
		t.assert.deepStrictEqual(results, [{policy: 'constant', clients: 4, isOver: true}, {policy: 'constant', clients: 5, isOver: false}]);
	});

	test('plays a run again in which the server was lost', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('lost')});
		const types: string[] = [];
		const {isKept, repeated, results} = await runArticle(bank, {
			policies: [fullJitter], clients: [4], rounds: 1, limit: 30_000, seed: 1,
			onEvent({type}) {
				types.push(type);
				if (type === 'article-run-started' && !types.includes('lab-run-dropped')) {
					void waitUntil(async () => {
						const ended = await server.run(`${endSessions} AND state = 'idle in transaction'`);
						return ended.length > 0;
					}, {limit: 10_000});
				}
			},
		});
		t.assert.deepStrictEqual([isKept, repeated, results[0]?.isOver], [true, 1, false]);
		t.assert.deepStrictEqual(types.filter(type => type !== 'lab-lost' && type !== 'lab-regained'), [
			'article-started', 'article-run-started', 'lab-run-dropped', 'article-run-started', 'article-run', 'article-ended',
		]);
		t.assert.deepStrictEqual(await server.run('SELECT count(*)::INT FROM pg_class WHERE relname LIKE \'lab!_%\' ESCAPE \'!\' AND relkind = \'r\''), [[0]]);
	});

	test('has the simulator\'s figures for five policies and five numbers of clients', (t: TestContext) => {
		t.assert.strictEqual(simulated.length, 25);
		t.assert.deepStrictEqual(simulated.find(({policy, clients}) => policy === 'full' && clients === 80), {policy: 'full', clients: 80, calls: 602, elapsed: 4192});
		t.assert.deepStrictEqual(simulated.at(-1), {policy: 'decorrelated', clients: 100, calls: 999, elapsed: 4698});
	});
});
