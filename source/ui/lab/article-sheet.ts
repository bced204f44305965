import {articleOutcome, mostMeasured} from '../../load/article/outcome.js';
import type {ArticleResult, ArticleShape} from '../../load/article/events.js';
import type {ArticleModel} from '../../store/lab.js';
import {formatTime} from '../format.js';
import {policySentence} from '../policy-words.js';
import {countOf, formatClock, policyTitle} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {articleColumns, articleLines} from './article-table.js';
import {articleVerdict} from './article.js';
import {around, type Sheet, type SheetView} from './sheet.js';
import {placeWords} from './table.js';
import {repeatedNote} from './verdict.js';

/** Until the server is there nothing is known of the place, and nothing of it is shown. */
const unknownPlace: Pick<ArticleShape, 'machine' | 'server'> = {
	machine: {cpu: '', cores: 0, memory: 0, system: '', node: ''}, server: {engine: '', version: '', isEmbedded: false},
};

/** What it is, as far as a line has room for that. */
const screenWords = ({clients, limit}: ArticleModel['outline'], {dot}: Glyphs): string =>
	`one row ${dot} ${clients.length > 1 ? `${clients[0] ?? 0} to ` : ''}${clients.at(-1) ?? 0} clients ${dot} at most ${formatTime(limit)} a run`;

/** What stands in a field, and what the simulator has there. */
const hereWords = ({name, show}: typeof articleColumns[number], result: ArticleResult, limit: number): string => {
	const model = articleColumns.find(each => each.name === `${name}, simulator`);
	const isMissing = result.attempts === undefined && !result.isOver && model !== undefined;
	const words = isMissing ? 'It was not measured' : show(result, limit);
	return `${words}${model ? `; the simulator says ${model.show(result, limit)}` : ''}.`;
};

/** The article's experiment. */
export const articleSheet = (lab: ArticleModel, {width, glyphs, isExplaining}: SheetView): Sheet => {
	const {outline, shape, runs, current, beganAt = 0, endedAt = 0, cursor, state, repeated} = lab;
	const outcome = articleOutcome(shape ?? {...outline, ...unknownPlace}, runs, repeated);
	const {results} = outcome;
	const {index: row, value: result} = around(results, cursor.row);
	const {value: column} = around(articleColumns, cursor.column);
	const running = current && results.findIndex(({policy, clients}) => policy === current.policy && clients === current.clients);
	const [head = [], ...rows] = articleLines(outcome, {width, glyphs, running, chosen: isExplaining ? {row, column: column?.name ?? ''} : undefined});
	const most = mostMeasured(outcome);
	return {
		title: 'Exponential backoff and jitter',
		words: screenWords(outline, glyphs),
		place: shape ? placeWords(shape, glyphs) : '',
		head, rows, running,
		stage: current ? countOf(current.clients, 'client', 'clients') : '',
		name: current ? policyTitle(current.policy) : '',
		done: `${countOf(runs.length, 'run', 'runs')} in ${formatClock(endedAt - beganAt)}`,
		soFar: state === 'ended' || most === undefined ? undefined : `So far, with up to ${countOf(most, 'client', 'clients')}:`,
		verdict: state === 'ended' || most !== undefined ? articleVerdict(outcome, state !== 'ended') : repeatedNote(repeated),
		field: {
			row,
			title: result && column ? `${column.name}, ${policyTitle(result.policy)} with ${countOf(result.clients, 'client', 'clients')}` : '',
			sentences: result && column
				? [
					['here', hereWords(column, result, outline.limit)],
					['column', column.explanation],
					['row', policySentence(result.policy)],
				]
				: [],
		},
	};
};
