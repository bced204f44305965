import {formatCents} from '../../bank/money.js';
import type {Model} from '../../store/model.js';
import type {Run} from '../../store/run.js';
import {trailEvents, type RunEvent} from '../../store/trail.js';
import {toned} from '../line.js';
import type {TimelineLine} from '../timeline/timeline.js';
import type {TimelineView} from '../timeline/view.js';
import {endingLines} from '../timeline/ending.js';
import {headline, rowLines} from './draw.js';
import {foldLanes} from './fold.js';
import {noLanes, type LaneEvent, type Lanes} from './rows.js';

/** As many events of the newest attempts are drawn: more than any terminal has rows for. */
const most = 300;
const ours = 'you';
const theirs = 'rival';

/** The newest events, from the beginning of an attempt of ours on, so that it is known how everybody stood. */
const newest = (events: readonly RunEvent[]): readonly RunEvent[] => {
	const from = events.findIndex((event, index) => index >= events.length - most && event.type === 'attempt-started' && event.session === ours);
	return events.length <= most || from === -1 ? events.slice(-most) : events.slice(from);
};

const inLane = <E extends {readonly session: string}>(event: E): E => event.session === ours ? event : {...event, session: theirs};

/** What lanes know of it. Rivals come one after the other, and share a lane. */
const laneEventOf = (event: RunEvent): LaneEvent | undefined => {
	switch (event.type) {
		case 'rival-sent':
		case 'transfer-refused':
		case 'transfer-repeated': {
			return undefined;
		}

		case 'fault-injected': {
			return {...event, session: ours};
		}

		case 'statement-finished': {
			const balance = event.statement.label === 'read-balance' ? event.row?.['balance'] : undefined;
			return inLane(typeof balance === 'string' ? {...event, rows: [[formatCents(BigInt(balance))]]} : event);
		}

		case 'attempt-started':
		case 'connection-acquired':
		case 'statement-sent':
		case 'statement-failed':
		case 'attempt-failed':
		case 'backoff-started':
		case 'committed':
		case 'outcome-unknown':
		case 'outcome-resolved':
		case 'gave-up': {
			return inLane(event);
		}
	}
};

/** From when on times count: from when the transfer itself counts, once that is known, so that no row comes after its end. */
const startOf = (startedAt: number, events: readonly RunEvent[]): number => {
	const committed = events.findLast(event => event.type === 'committed' && event.session === ours);
	return committed?.type === 'committed' ? committed.at - committed.elapsed : startedAt;
};

/** A transfer and its rivals in two lanes, as far as it is shown. Pure. */
export const lanesOfRun = ({trail, back}: Model): Lanes => {
	const events = trail ? trailEvents(trail) : [];
	let lanes: Lanes = {...noLanes, sessions: [ours, theirs], states: {[ours]: 'idle', [theirs]: 'idle'}, ...(trail && {startedAt: startOf(trail.startedAt, events)})};
	for (const event of newest(events.slice(0, back))) {
		const told = laneEventOf(event);
		lanes = told ? foldLanes(lanes, told) : lanes;
	}

	return lanes;
};

/** The names of the lanes, as many of the newest lines as there is room for, and what it came to. */
export const laneLines = (run: Run, view: TimelineView, rows: number, model: Model): TimelineLine[] => {
	const lanes = lanesOfRun(model);
	const ending = endingLines(run, view).map((line, place) => ({key: `ending.${place}`, line}));
	const lines = lanes.rows.flatMap((row, index) => rowLines(row, lanes, {...view, isDetailed: false}).map((line, place) => ({key: `${index}.${place}`, line})));
	const room = Math.max(1, rows - 1 - ending.length);
	const shown = lines.length <= room ? lines : [{key: 'earlier', line: [toned('dim', `${view.glyphs.up} earlier lines: , goes back`)]}, ...(room > 1 ? lines.slice(1 - room) : [])];
	return [{key: 'sessions', line: headline(lanes, view)}, ...shown, ...ending];
};
