import type {ArticleEvent, ArticleRun, ArticleShape} from '../load/article/events.js';
import type {CellRun, LabEvent, LabShape} from '../load/lab/events.js';
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

const begin: Experiment = {state: 'opening', isHeld: false, isResting: false, startedAt: 0, spent: 0, cursor: {column: 0, row: 0}, written: []};

/** Labs of which nothing has been heard yet. */
export const newCuresLab = (outline: CuresModel['outline']): CuresModel => ({...begin, experiment: 'cures', outline, runs: [], warmed: 0});
export const newArticleLab = (outline: ArticleModel['outline']): ArticleModel => ({...begin, experiment: 'article', outline, runs: []});

const started = ({beganAt}: Experiment, at: number) => ({startedAt: at, beganAt: beganAt ?? at, isResting: false});

const spentBy = ({spent, startedAt}: Experiment, at: number): number => spent + Math.max(0, at - startedAt);

type Told<Event> = Exclude<Event, {readonly type: LabOver['type']}>;

const foldCures = (lab: CuresModel, event: Told<LabEvent>): CuresModel => {
	switch (event.type) {
		case 'lab-started': {
			const {type: _type, at: _at, ...shape} = event;
			return {...lab, outline: shape, shape, state: 'running'};
		}

		case 'lab-held': {
			return {...lab, isResting: true, current: undefined};
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

		case 'lab-held': {
			return {...lab, isResting: true, current: undefined};
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

type LabTold = Told<LabEvent | ArticleEvent>;

const isOfArticle = (event: LabTold): event is Told<ArticleEvent> => event.type.startsWith('article-');
const isOfCures = (event: LabTold): event is Told<LabEvent> => !isOfArticle(event);
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

	if (lab?.experiment === 'article') {
		return event.type === 'lab-held' || isOfArticle(event) ? {...model, lab: foldArticle(lab, event)} : model;
	}

	return lab && isOfCures(event) ? {...model, lab: foldCures(lab, event)} : model;
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
