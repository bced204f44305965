import type {Database} from '../../database/connect.js';
import {isolationLevels, type IsolationLevel} from '../../transactions/isolation.js';
import type {LessonEvent} from '../events.js';
import type {Lesson} from '../lesson.js';
import type {LessonOptions} from '../lesson-run.js';
import {runLesson} from '../run-lesson.js';
import type {Anomaly, Case, Seen} from './anomaly.js';
import {dirtyAnomalies} from './dirty.js';
import {skewAnomalies} from './skews.js';

/**
Every anomaly, in hermitage's order, with its cases, on its table.

Source: Martin Kleppmann, Hermitage (github.com/ept/hermitage), after Adya, "Weak Consistency", 1999, and Bailis et al., "Highly
Available Transactions", 2014.
*/
export const anomalies: readonly Anomaly[] = [...dirtyAnomalies, ...skewAnomalies];

/** What one case came to at one level. */
export type MatrixCase = {
	readonly name: string;
	/** Undefined where it could not be played to its end. */
	readonly occurred: boolean | undefined;
	/** What was seen, who waited, and who was refused, in sentences without their full stops. */
	readonly behind: readonly string[];
};

/** One field of the matrix; `at` is milliseconds since 1970. */
export type MatrixCell = {
	readonly type: 'matrix-cell';
	readonly at: number;
	readonly anomaly: string;
	readonly title: string;
	readonly isolation: IsolationLevel;
	/** What the server has for that level. */
	readonly inForce: string;
	/** The anomaly was kept from happening; undefined where a case could not be played. */
	readonly prevented: boolean | undefined;
	readonly cases: readonly MatrixCase[];
};

const lessonOf = ({name, steps}: Case): Lesson => ({
	name,
	title: name,
	look: '',
	levels: isolationLevels,
	rounds: isolationLevels,
	setup: ['CREATE TABLE test (id INT8 PRIMARY KEY, value INT8)', 'INSERT INTO test (id, value) VALUES (1, 10), (2, 20)'],
	sessions: ['T1', 'T2', 'T3'],
	steps,
	checks: [],
});

const seenIn = (events: readonly LessonEvent[]): Seen => {
	const answers = new Map(events.flatMap(event => event.type === 'statement-finished' ? [[event.statement.label ?? '', event] as const] : []));
	const committed = new Set(events.flatMap(event => event.type === 'statement-finished' && event.statement.label === 'commit' ? [event.session] : []));
	return {
		rows: name => (answers.get(name)?.rows ?? []).map(([id, value]) => `${id} => ${value}`),
		count: name => answers.get(name)?.rowCount,
		committed: (...sessions) => sessions.every(session => committed.has(session)),
	};
};

/** Who waited for whom, and who was refused what. */
const troubles = (events: readonly LessonEvent[]): string[] => events.flatMap(event => {
	if (event.type === 'statement-blocked') {
		return [event.by.length === 0 ? `${event.session} waited` : `${event.session} waited for ${event.by.join(' and ')}`];
	}

	if (event.type !== 'statement-failed') {
		return [];
	}

	const {session, failure: {code = 'no answer', statement}} = event;
	return [`${session}'s ${/^\w+/v.exec(statement?.text ?? '')?.[0].toUpperCase() ?? 'statement'} was refused with ${code}`];
});

/** How cases are played. */
export type CaseOptions = Pick<LessonOptions, 'signal' | 'left'> & {
	/** Plays a case again where the server was lost in it. Default: that ends the matrix. */
	readonly outlast?: ((play: () => Promise<MatrixCase & {readonly inForce: string}>) => Promise<MatrixCase & {readonly inForce: string}>) | undefined;
};

const playCase = async (each: Case, database: Database, options: LessonOptions): Promise<MatrixCase & {readonly inForce: string}> => {
	const events: LessonEvent[] = [];
	const {missed, inForce} = await runLesson(lessonOf(each), database, {
		...options,
		onEvent(event) {
			events.push(event);
		},
	});
	const [problem] = missed;
	if (problem) {
		return {name: each.name, inForce, occurred: undefined, behind: [`could not be played: ${problem.statement}: ${problem.found}`]};
	}

	const {occurred, saw} = each.judge(seenIn(events));
	return {name: each.name, inForce, occurred, behind: [saw, ...troubles(events)]};
};

/** Plays every case of an anomaly at one level. */
const playCell = async ({name, title, cases}: Anomaly, database: Database, isolation: IsolationLevel, {signal, left, outlast}: CaseOptions): Promise<MatrixCell> => {
	const played: Array<MatrixCase & {readonly inForce: string}> = [];
	for (const each of cases) {
		const play = async () => playCase(each, database, {isolation, signal, left});
		played.push(await (outlast?.(play) ?? play()));
	}

	const isKnown = played.every(({occurred}) => occurred !== undefined);
	const happened = played.some(({occurred}) => occurred === true);
	return {
		type: 'matrix-cell', at: Date.now(), anomaly: name, title, isolation,
		inForce: played[0]?.inForce ?? isolation,
		prevented: happened ? false : (isKnown ? true : undefined),
		cases: played.map(({inForce: _, ...each}) => each),
	};
};

/**
Plays hermitage's matrix on a server: each anomaly at each isolation level that it takes, the weakest first.

@param onCell - Told of each field once it is known.
*/
export const runMatrix = async (database: Database, {onCell, ...options}: CaseOptions & {
	readonly onCell?: (cell: MatrixCell) => void;
} = {}): Promise<readonly MatrixCell[]> => {
	const {onlyLevel} = database.server.engine;
	const cells: MatrixCell[] = [];
	for (const isolation of onlyLevel === undefined ? isolationLevels.toReversed() : [onlyLevel]) {
		for (const anomaly of anomalies) {
			const cell = await playCell(anomaly, database, isolation, options);
			cells.push(cell);
			onCell?.(cell);
		}
	}

	return cells;
};
