import type {CellRun, LabEvent} from '../load/lab/events.js';
import type {LabResult} from '../load/lab/lab-result.js';
import {isOfOutage} from '../load/outage-events.js';
import {formatMs, pad} from '../ui/format.js';
import {labConclusion, labHeading} from '../ui/lab/conclusion.js';
import {cellTitles} from '../ui/lab/titles.js';
import {plain, toned} from '../ui/line.js';
import {formatCount} from '../ui/storm/words.js';
import type {Glyphs} from '../ui/theme.js';
import type {Printer} from './print.js';
import {createOutageTeller} from './tell-outage.js';

/** Tells how a lab goes and what it came to, in lines of text. */
export type LabView = {
	hear(event: LabEvent): void;
	/** The table, the verdict, what the columns say. */
	conclude(result: LabResult): void;
	/** Every run so far. */
	readonly runs: readonly CellRun[];
};

/** A line for each run, and the table at the end. */
export const createLabView = ({say}: Printer, view: {readonly glyphs: Glyphs; readonly width: number}): LabView => {
	const {glyphs} = view;
	const runs: CellRun[] = [];
	const outageLines = createOutageTeller(glyphs);
	let titles: ReadonlyMap<string, string> = new Map();
	const sayRun = ({round, cell, perSecond, latency: {p99}, jain, money}: CellRun) => {
		const title = pad(titles.get(cell) ?? cell, Math.max(...titles.values().map(each => each.length)));
		const books = money.conserved ? toned('committed', glyphs.committed) : toned('failed', `${glyphs.failed} wrong`);
		say([plain(`round ${round}  ${title} ${pad(`${formatCount(perSecond)}/s`, 8, 'right')} p99 ${pad(formatMs(p99), 5, 'right')} fair ${jain.toFixed(2)} `), books]);
	};

	return {
		runs,
		hear(event) {
			if (event.type === 'lab-started') {
				titles = cellTitles(event.cells);
				say(labHeading(event, glyphs));
			}

			for (const line of isOfOutage(event) ? outageLines(event) : []) {
				say(line);
			}

			if (event.type !== 'lab-cell') {
				return;
			}

			const {type: _type, at: _at, ...run} = event;
			runs.push(run);
			sayRun(run);
		},
		conclude(result) {
			say([]);
			for (const line of labConclusion(result, view)) {
				say(line);
			}
		},
	};
};
