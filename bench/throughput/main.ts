import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {connectDatabase, type Database} from '../../source/database/connect.js';
import {startEmbeddedServer, type EmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {describeMachine, inTurn, print} from '../measure.js';
import {asyncpg} from './asyncpg.js';
import {chart} from './chart.js';
import type {Cell, Contender} from './contender.js';
import {inProcess} from './in-process.js';
import {pgbench} from './pgbench.js';
import {postgresJs} from './postgres-js.js';
import {markdown, verdictLine} from './report.js';
import {Results} from './results.js';
import {auditStage, clearStage, setStage} from './stage.js';
import {judgeAll} from './targets.js';

/**
How many transfers a second each cure makes, beside PostgreSQL's own benchmark in C, where that is found, and other clients. All
in turn, on the embedded server, in cells of so many accounts and clients.
*/

const {values: {rounds: roundsAsked, seconds: secondsAsked, cells: cellsAsked, only, out}} = parseArgs({
	options: {
		rounds: {type: 'string', default: '5'},
		seconds: {type: 'string', default: '1'},
		/** For example `hot16,spread64`. */
		cells: {type: 'string', default: ''},
		/** Names of contenders. */
		only: {type: 'string', default: ''},
		/** Where the table and the chart are written. */
		out: {type: 'string', default: 'bench'},
	},
});
const [rounds, seconds] = [Number(roundsAsked), Number(secondsAsked)];
const isComplete = cellsAsked === '' && only === '';

const everybody = [pgbench, ...inProcess, postgresJs, asyncpg].filter(each => each !== undefined);
const contenders = everybody.filter(({name}) => only === '' || only.split(',').includes(name));

/** What competes where there are many accounts, or many clients: what has to be known of growth. */
const growing: ReadonlySet<string> = new Set(['pgbench', 'read-then-write', 'conditional', 'queue', 'combine']);

/** More clients than the server takes connections. */
const manyClients = 1000;

const competitors = ({stage, clients}: Cell): Contender[] => {
	const isUsual = stage.name !== 'million' && clients < manyClients;
	return contenders.filter(({name, kind}) => (isUsual || growing.has(name)) && (clients < manyClients || kind !== 'c'));
};

const openCells = async (database: Database, connection: EmbeddedServer['connection']): Promise<Cell[]> => {
	const wanted = (name: string) => cellsAsked === '' || cellsAsked.split(',').some(each => each.startsWith(name));
	const stages = [
		{name: 'hot', accounts: 2, isHot: true, clients: [1, 16, 64]},
		{name: 'spread', accounts: 1000, isHot: false, clients: [1, 16, 64, manyClients]},
		{name: 'million', accounts: 1_000_000, isHot: false, clients: [64]},
	].filter(({name}) => wanted(name));
	const cells: Cell[] = [];
	for (const {clients, ...plan} of stages) {
		const stage = await setStage(database, connection, plan);
		cells.push(...clients.map(count => ({stage, clients: count})));
	}

	return cells.filter(({stage, clients}) => cellsAsked === '' || cellsAsked.split(',').includes(`${stage.name}${clients}`));
};

const server = await startEmbeddedServer({transport: 'socket'});
const {connection} = server;
const {user, database: name, host, port} = connection;
const database = await connectDatabase({url: `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`});
const results = new Results();
const machine = describeMachine();
print(machine);
print();
try {
	const cells = await openCells(database, connection);
	for (let round = 0; round < rounds; round++) {
		for (const cell of cells) {
			const line = [];
			for (const contender of inTurn(competitors(cell), round)) {
				await clearStage(cell.stage);
				const result = await contender.compete(cell, seconds * 1000);
				await auditStage(cell.stage, contender.title);
				results.add({stage: cell.stage.name, clients: cell.clients}, contender, result);
				line.push(`${contender.name} ${result.perSecond.toFixed(0)}`);
			}

			print(`round ${round + 1}, ${cell.stage.name}, ${cell.clients}: ${line.join(', ')}`);
		}
	}
} finally {
	await database.close();
	await server.stop();
}

const verdicts = judgeAll({contenders, results});
const report = {machine, rounds, seconds, contenders, results, verdicts};
const text = markdown(report);
print();
print(text);
for (const verdict of verdicts) {
	print(verdictLine(verdict));
}

if (verdicts.some(({value, target}) => value < target)) {
	process.exitCode = 1;
}

if (isComplete || out !== 'bench') {
	await mkdir(out, {recursive: true});
	await writeFile(path.join(out, 'throughput.md'), text);
	await writeFile(path.join(out, 'throughput.svg'), chart(report));
}
