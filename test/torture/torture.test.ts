import {test, type TestContext} from 'node:test';
import {torturedByKills} from './under-program-nemesis.js';
import {torturedByServer} from './under-server-nemesis.js';

test('Nothing is lost and nothing made twice, though the server is killed and answers to COMMIT are lost', async (t: TestContext) => {
	const {wrong, counts} = await torturedByServer({clients: 8, time: 2000, lostCommits: 50, serverKills: 20});
	t.assert.deepStrictEqual(wrong, []);
	t.assert.ok((counts['lostCommits'] ?? 0) >= 50);
	t.assert.ok((counts['serverKills'] ?? 0) >= 20);
});

test('Nothing is lost and nothing made twice, though programs are killed', async (t: TestContext) => {
	const {wrong, counts} = await torturedByKills({clients: 4, kills: 20});
	t.assert.deepStrictEqual(wrong, []);
	t.assert.ok((counts['kills'] ?? 0) >= 20);
});
