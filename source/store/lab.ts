import type {ArticleEvent, ArticleRun, ArticleShape} from '../load/article/events.js';
import type {CellRun, LabEvent, LabShape} from '../load/lab/events.js';
import type {HeldEvent} from '../load/hold.js';
import {isOfOutage, type OutageEvent} from '../load/outage-events.js';
import type {Loss} from '../transactions/lost-server.js';
import type {Updated} from './effects.js';
import type {Model} from './model.js';

/** Where a table is looked at, counted from 0. It goes round: the screen knows how many rows and columns there are. */
export type Cursor = {readonly column: number; readonly row: number};

/** What both experiments have in common. Times in ms, moments in ms since 1970. */
type Experiment = {
	readonly state: 'opening' | 'running' | 'ended';
	/** No run is to begin. */
	readonly isHeld: boolean;
	/** None is under way, and the next one waits. */
	readonly isResting: boolean;
	/** When the run that is under way began, or the last one. */
	readonly startedAt: number;
	/** What all runs that counted took, their audits included. */
	readonly spent: number;
	/** When the first run began, and when the last one had ended. */
	readonly beganAt?: number;
	readonly endedAt?: number;
	readonly cursor: Cursor;
	/** So many lines have left the screen at its top, where somebody chose that. */
	readonly scroll?: number | undefined;
	/** The server was lost in the run that was under way last, which is to be played again; how. */
	readonly dropped?: Loss | undefined;
	/** So many runs were played again. */
	readonly repeated: number;
	/** Tables of the lab's own that could not be taken away again. */
	readonly left: readonly string[];
	/** Files that a report was written into. */
	readonly written: readonly string[];
};

/** The same storm under each cure, as the screen knows it. */
export type CuresModel = Experiment & {
	readonly experiment: 'cures';
	/** What it is to be, as far as that is known before the server is there. */
	readonly outline: Pick<LabShape, 'cells' | 'rounds' | 'duration' | 'clients' | 'accounts' | 'hot' | 'seed'>;
	readonly shape?: LabShape;
	readonly runs: readonly CellRun[];
	/** The run that is under way; round 0 is for warming up. */
	readonly current?: {readonly round: number; readonly cell: string} | undefined;
	/** So many cells are warm. */
	readonly warmed: number;
};

/** The article's experiment, as the screen knows it. */
export type ArticleModel = Experiment & {
	readonly experiment: 'article';
	readonly outline: Pick<ArticleShape, 'policies' | 'clients' | 'rounds' | 'limit' | 'seed'>;
	readonly shape?: ArticleShape;
	readonly runs: readonly ArticleRun[];
	readonly current?: Pick<ArticleRun, 'policy' | 'clients' | 'round'> | undefined;
};

/** What the screen knows of a lab. */
export type LabModel = CuresModel | ArticleModel;

/** All that the screen needs of a lab's end: what it came to, it makes of the runs. */
export type LabOver = {readonly at: number} & ({readonly type: 'lab-ended'} | {readonly type: 'article-ended'});

/** As many runs as a replay takes in: a file may hold any number of them, and all are gone through for every frame. */
const mostReplayed = 5000;

const begin: Experiment = {
	state: 'opening', isHeld: false, isResting: false, startedAt: 0, spent: 0, cursor: {column: 0, row: 0}, repeated: 0, left: [], written: [],
};

/** Labs of which nothing has been heard yet. */
export const newCuresLab = (outline: CuresModel['outline']): CuresModel => ({...begin, experiment: 'cures', outline, runs: [], warmed: 0});
export const newArticleLab = (outline: ArticleModel['outline']): ArticleModel => ({...begin, experiment: 'article', outline, runs: []});

const started = ({beganAt, repeated, dropped}: Experiment, at: number) =>
	({startedAt: at, beganAt: beganAt ?? at, isResting: false, dropped: undefined, repeated: repeated + (dropped ? 1 : 0)});

const spentBy = ({spent, startedAt}: Experiment, at: number): number => spent + Math.max(0, at - startedAt);

/** What both experiments tell. */
type Shared = HeldEvent | OutageEvent;
type Told<Event> = Exclude<Event, Shared | {readonly type: LabOver['type']}>;

const foldCures = (lab: CuresModel, event: Told<LabEvent>): CuresModel => {
	switch (event.type) {
		case 'lab-started': {
			const {type: _type, at: _at, ...shape} = event;
			return {...lab, outline: shape, shape, state: 'running'};
		}

		case 'lab-cell-started': {
			const {round, cell, at} = event;
			return {...lab, ...started(lab, at), current: {round, cell}, warmed: lab.warmed + (round === 0 ? 1 : 0)};
		}

		case 'lab-cell': {
			const {type: _type, at, ...run} = event;
			return {...lab, runs: [...lab.runs, run], spent: spentBy(lab, at), current: undefined};
		}
	}
};

const foldArticle = (lab: ArticleModel, event: Told<ArticleEvent>): ArticleModel => {
	switch (event.type) {
		case 'article-started': {
			const {type: _type, at: _at, ...shape} = event;
			return {...lab, outline: shape, shape, state: 'running'};
		}

		case 'article-run-started': {
			const {policy, clients, round, at} = event;
			return {...lab, ...started(lab, at), current: {policy, clients, round}};
		}

		case 'article-run': {
			const {type: _type, at, ...run} = event;
			return {...lab, runs: [...lab.runs, run], spent: spentBy(lab, at), current: undefined};
		}
	}
};

/** One that was to get warm isn't. */
const withoutRun = (lab: LabModel): LabModel => lab.experiment === 'cures' && lab.current?.round === 0
	? {...lab, current: undefined, warmed: lab.warmed - 1}
	: {...lab, current: undefined};

const updateShared = (model: Model, lab: LabModel, event: Shared): Model => {
	switch (event.type) {
		case 'lab-held': {
			return {...model, lab: {...lab, isResting: true, current: undefined}};
		}

		case 'lab-run-dropped': {
			const {message, code} = event;
			return {...model, lab: {...withoutRun(lab), dropped: {message, ...(code !== undefined && {code})}}};
		}

		case 'lab-lost': {
			const {at, message, code, delay} = event;
			return {...model, unreadable: {message, code, until: at + delay}};
		}

		case 'lab-regained': {
			return {...model, unreadable: undefined};
		}

		case 'lab-tables-left': {
			return {...model, lab: {...lab, left: event.tables}};
		}
	}
};

type LabTold = Shared | Told<LabEvent | ArticleEvent>;

const isShared = (event: LabTold): event is Shared => event.type === 'lab-held' || isOfOutage(event);
const isOfArticle = (event: Told<LabEvent | ArticleEvent>): event is Told<ArticleEvent> => event.type.startsWith('article-');
const isOfCures = (event: Told<LabEvent | ArticleEvent>): event is Told<LabEvent> => !isOfArticle(event);
const isOver = (event: LabTold | LabOver): event is LabOver => event.type === 'lab-ended' || event.type === 'article-ended';

/** Folds what a lab tells into the model. Pure. */
export const updateLab = (model: Model, event: LabTold | LabOver): Model => {
	const {lab, replay} = model;
	if (isOver(event)) {
		return lab ? {...model, lab: {...lab, state: 'ended', current: undefined, endedAt: event.at}} : model;
	}

	if (replay && lab && lab.runs.length >= mostReplayed) {
		return {...model, notice: `It has more than ${mostReplayed.toLocaleString('en-US')} runs, and no more are drawn`};
	}

	if (!lab || isShared(event)) {
		return lab && isShared(event) ? updateShared(model, lab, event) : model;
	}

	if (lab.experiment === 'article') {
		return isOfArticle(event) ? {...model, lab: foldArticle(lab, event)} : model;
	}

	return isOfCures(event) ? {...model, lab: foldCures(lab, event)} : model;
};

/** `space`: no further run begins, or the next one may. */
export const toggleLab = (model: Model, lab: LabModel): Updated => {
	const isHeld = !lab.isHeld;
	return [{...model, lab: {...lab, isHeld, isResting: lab.isResting && isHeld}}, {type: 'hold-lab', isHeld}];
};

/** The arrows: to another row or column, while something is explained. */
export const moveCursor = (model: Model, {cursor, ...lab}: LabModel, {column, row}: Cursor): Model =>
	({...model, lab: {...lab, cursor: {column: cursor.column + column, row: cursor.row + row}}});

/** The arrows: to other lines, as far as there are any. */
export const scrollLab = (model: Model, lab: LabModel, {by, from, most}: {readonly by: number; readonly from: number; readonly most: number}): Model =>
	({...model, lab: {...lab, scroll: Math.max(0, Math.min((lab.scroll ?? from) + by, most))}});
