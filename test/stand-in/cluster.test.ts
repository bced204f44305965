import {after, describe, test, type TestContext} from 'node:test';
import {auditBank} from '../../source/bank/audit.js';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {wireOf} from '../../source/database/wire.js';
import type {Gate, GatePoint} from '../../source/transactions/gate.js';
import {restartModes} from '../../source/transactions/restart.js';
import {createEventLog} from '../support/event-log.js';
import {runProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {layLine, type LossyLine} from '../support/lossy-line.js';
import {connectFor} from '../support/servers.js';
import {balancesOf, ledgerOf, transferOf} from '../support/tellers.js';
import {startStandIn} from './stand-in.js';

const server = await startStandIn({version: 'current', transport: 'loopback', nodes: 2});
after(async () => {
	await server.stop();
});

const portOf = (node: LossyLine): string => new URL(node.url()).port;

/** Two nodes, each of which dies when the line to it does. */
const startNodes = async (t: TestContext) => {
	const [first, second] = [await layLine(t, server), await layLine(t, {url: login => server.url(login, 2)})];
	return {first, second, url: `postgresql://root@127.0.0.1:${portOf(first)},127.0.0.1:${portOf(second)}/defaultdb`};
};

type Death = {
	readonly when: string;
	/** In what way the transfer is to be told of it. */
	readonly isUnknown: boolean;
	/** Lets the node die; what it returns is called when nobody knows whether the transfer committed. */
	plan(node: LossyLine): {readonly gate: Gate; onUnknown?(): void};
};

/** Does something when one of these statements is about to be sent, once. */
const once = (labels: readonly string[], strike: (point: GatePoint) => Promise<void> | void): Gate => {
	let isOver = false;
	return async point => {
		if (isOver || !labels.includes(point.statement.label ?? '')) {
			return;
		}

		isOver = true;
		await strike(point);
	};
};

const deaths: readonly Death[] = [
	{when: 'in the middle of a transfer', isUnknown: false, plan: node => ({gate: once(['debit'], node.refuse)})},
	{
		when: 'after it has committed, and before it could say so',
		isUnknown: true,
		plan: node => ({
			gate: once(['commit', 'release'], ({client}) => wireOf(client)?.loseAnswer()),
			onUnknown() {
				void node.refuse();
			},
		}),
	},
];

describe('Of a cluster', () => {
	test('a transfer tells in plain text, and as data, which node serves each attempt', async (t: TestContext) => {
		const {first, second, url} = await startNodes(t);
		const args = ['transfer', 'Ada', 'Ben', '1', '--url', url, '--schema', 'told'];
		const plain = await runProgram(args);
		t.assert.strictEqual(plain.code, 0, plain.stderr);
		t.assert.match(plain.stdout, new RegExp(String.raw`attempt 1 +BEGIN, serializable\n +on node 1 \(127\.0\.0\.1:${portOf(first)}\)\n`, 'v'));
		await first.refuse();
		const {stdout} = await runProgram([...args, '--json']);
		const acquired = readEvents(stdout).filter(({type}) => type === 'connection-acquired');
		t.assert.deepStrictEqual(acquired.map(({server: by}) => by), [{host: '127.0.0.1', port: Number(portOf(second)), node: '2'}]);
	});

	test('doctor says which hosts let us in, and which nodes they are', async (t: TestContext) => {
		const {first, second, url} = await startNodes(t);
		const both = await runProgram(['doctor', '--url', url]);
		t.assert.deepStrictEqual([both.code, both.stderr], [0, '']);
		t.assert.match(both.stdout, new RegExp(String.raw`host +✓ 127\.0\.0\.1:${portOf(first)} lets us in, as node 1\n +host +✓ 127\.0\.0\.1:${portOf(second)} lets us in, as node 2\n`, 'v'));
		await first.refuse();
		const {code, stdout} = await runProgram(['doctor', '--url', url]);
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, new RegExp(String.raw`host +✗ 127\.0\.0\.1:${portOf(first)}: Nothing listens [^\n]*\n +host +✓ 127\.0\.0\.1:${portOf(second)} lets us in, as node 2\n`, 'v'));
	});
});

describe('Of a cluster, a node that dies', () => {
	for (const restart of restartModes) {
		for (const {when, isUnknown, plan} of deaths) {
			test(`${when} leaves it to another, and no doubt (${restart})`, {timeout: 30_000}, async (t: TestContext) => {
				const {first, second, url} = await startNodes(t);
				const database = await connectFor(t, url);
				const {bank} = await openBank(database, {schema: `cluster_${restart}_${isUnknown ? 'unheard' : 'cut'}`, accounts: 3});
				t.assert.ok(database.serving().includes(`:${portOf(first)}`), database.serving());
				const {gate, onUnknown} = plan(first);
				const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
				const {onEvent, all} = createEventLog();
				// Over the connections that can lose an answer.
				await makeTransfer({...bank, database: {...database, pool: database.wired}}, transfer, {
					restart, base: 5, cap: 50, gate,
					onEvent(event) {
						onEvent(event);
						if (event.type === 'outcome-unknown') {
							onUnknown?.();
						}
					},
				});
				t.assert.deepStrictEqual(all('outcome-resolved').map(({committed}) => committed), isUnknown ? [true] : []);
				t.assert.ok(all('attempt-started').length > 1);
				t.assert.deepStrictEqual(all('connection-acquired').map(({server: {node}}) => node), ['1', '2'], 'who served each attempt is told');
				t.assert.ok(database.serving().includes(`:${portOf(second)}`), database.serving());
				t.assert.deepStrictEqual(await ledgerOf(bank), [{id: transfer.id, from: 'Ada', to: 'Ben', cents: 10_000n}]);
				t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 90_000n, Ben: 35_000n, Cleo: 50_000n});
				t.assert.strictEqual((await auditBank(bank, {confirmed: [transfer], unknown: []})).conserved, true);
			});
		}
	}
});
