import process from 'node:process';
import type {CellRun, LabEvent, LabShape} from '../load/lab/events.js';
import type {LabResult} from '../load/lab/run-lab.js';
import {resultOf, type CellResult} from '../load/lab/results.js';
import {formatMs, pad, wrap} from '../ui/format.js';
import {explanationLines, labWords, placeWords, tableLines} from '../ui/lab/table.js';
import {cellTitles} from '../ui/lab/titles.js';
import {markedCell, verdictOf} from '../ui/lab/verdict.js';
import {plain, toned, type Line} from '../ui/line.js';
import {formatClock, formatCount} from '../ui/storm/words.js';
import type {Glyphs} from '../ui/theme.js';
import type {Printer} from './print.js';
import type {Repainter} from './repaint.js';

/** How wide sentences are at most, in cells. */
const textLimit = 100;
/** How long a cell takes beyond its own time, until that is known, in ms. */
const overhead = 100;

/** Shows how a lab goes and what it came to. */
export type LabView = {
	hear(event: LabEvent): void;
	/** The table, the verdict, what the columns say. */
	conclude(result: LabResult): void;
	/** Every run so far. */
	readonly runs: readonly CellRun[];
};

/** On a terminal the table fills up in its place; elsewhere each run is a line. */
export const createLabView = ({say}: Printer, glyphs: Glyphs, repainter: Repainter | undefined): LabView => {
	const runs: CellRun[] = [];
	let shape: LabShape | undefined;
	let titles: ReadonlyMap<string, string> = new Map();
	let started = 0;
	const width = () => repainter ? Math.max(60, process.stdout.columns) : Infinity;
	const heading = (told: LabShape): Line => [toned('strong', 'Which cure, here?'), plain(`  ${labWords(told, glyphs)}`)];

	const results = (told: LabShape): CellResult[] => {
		const byCell = Map.groupBy(runs, ({cell}) => cell);
		return told.cells.map(cell => resultOf(cell, byCell.get(cell.name) ?? []));
	};

	const drawTable = (told: LabShape, status: string) => {
		repainter?.draw([heading(told), ...tableLines(told, results(told), {width: width(), glyphs}), [toned('dim', ` ${status}`)]]);
	};

	const timeLeft = (told: LabShape, at: number): number => {
		const all = told.cells.length * told.rounds;
		const each = runs.length === 0 ? told.duration + overhead : (at - started) / runs.length;
		return (all - runs.length) * each;
	};

	const sayRun = ({round, cell, perSecond, latency: {p99}, jain, money}: CellRun) => {
		const title = pad(titles.get(cell) ?? cell, Math.max(...titles.values().map(each => each.length)));
		const books = money.conserved ? toned('committed', glyphs.committed) : toned('failed', glyphs.failed);
		say([plain(`round ${round}  ${title} ${pad(`${formatCount(perSecond)}/s`, 10, 'right')}  p99 ${pad(formatMs(p99), 6, 'right')}  fairness ${jain.toFixed(2)}  `), books]);
	};

	return {
		runs,
		hear(event) {
			if (event.type === 'lab-started') {
				shape = event;
				titles = cellTitles(event.cells);
				if (!repainter) {
					say(heading(event));
				}
			}

			if (!shape) {
				return;
			}

			if (event.type === 'lab-cell-started') {
				started = event.round > 0 && started === 0 ? event.at : started;
				const where = event.round === 0 ? 'warming up' : `round ${event.round} of ${shape.rounds}`;
				drawTable(shape, `${where}: ${titles.get(event.cell) ?? event.cell} ${glyphs.dot} ${formatClock(timeLeft(shape, event.at))} left`);
				return;
			}

			if (event.type !== 'lab-cell') {
				return;
			}

			const {type: _type, at: _at, ...run} = event;
			runs.push(run);
			if (!repainter) {
				sayRun(run);
			}
		},
		conclude({shape: told, results: all, findings}) {
			repainter?.erase();
			if (repainter) {
				say(heading(told));
			} else {
				say([]);
			}

			for (const line of tableLines(told, all, {width: width(), glyphs, marked: markedCell(findings)})) {
				say(line);
			}

			const textWidth = Math.min(width(), textLimit) - 1;
			for (const {tone, text} of verdictOf(told, all, findings)) {
				for (const line of wrap(text, textWidth)) {
					say([plain(' '), toned(tone, line)]);
				}
			}

			say([]);
			for (const line of [...explanationLines(textWidth), ...wrap(placeWords(told, glyphs), textWidth - 1).map((text): Line => [toned('dim', `  ${text}`)])]) {
				say(line);
			}
		},
	};
};
