import process from 'node:process';
import {runMatrix} from '../lessons/matrix/run-matrix.js';
import type {Settings} from '../settings.js';
import {plain} from '../ui/line.js';
import {matrixMarkdown, matrixReport} from '../ui/matrix.js';
import {exitCodes} from './exit-codes.js';
import {playPlainly} from './play-plainly.js';

/** `lesson --matrix`: what each isolation level of the server at hand keeps from happening, tried out. */
export const lessonMatrix = async (settings: Settings): Promise<number> => playPlainly(settings, async ({database, printer: {say, tell}, glyphs, width, signal, left, outlast}) => {
	const {engine, version} = database.server;
	const {markdown, json} = settings;
	const isWatched = process.stderr.isTTY && !json;
	let count = 0;
	const cells = await runMatrix(database, {
		signal, left, outlast,
		onCell(cell) {
			tell(cell);
			count++;
			if (isWatched) {
				process.stderr.write(`\r${count} fields`);
			}
		},
	});
	if (isWatched) {
		// Back to the beginning of the line, and nothing left on it.
		process.stderr.write('\r\u{1B}[K');
	}

	const server = `${engine.title} ${version}`;
	if (markdown) {
		for (const text of matrixMarkdown(cells, server)) {
			say([plain(text)]);
		}
	} else {
		for (const line of matrixReport(cells, server, {glyphs, width})) {
			say(line);
		}
	}

	const ok = cells.every(({prevented}) => prevented !== undefined);
	tell({
		type: 'summary', command: 'lesson', ok, engine: {name: engine.name, version},
		matrix: cells.map(({anomaly, isolation, inForce, prevented}) => ({anomaly, isolation, inForce, prevented})),
	});
	return ok ? exitCodes.done : exitCodes.invariantBroken;
});
