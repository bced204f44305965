import type {ArticleOutcome} from '../../load/article/outcome.js';
import type {LabResult} from '../../load/lab/lab-result.js';
import {wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {articleLines} from './article-table.js';
import {articleVerdict, articleWords} from './article.js';
import {explanationLines, labWords, placeWords, tableLines} from './table.js';
import {markedCell, verdictOf, type Sentence} from './verdict.js';

/** How wide sentences are at most, in cells. */
const textLimit = 100;

type View = {readonly width: number; readonly glyphs: Glyphs};

const told = (sentences: readonly Sentence[], width: number): Line[] =>
	sentences.flatMap(({tone, text}) => wrap(text, width).map((line): Line => [plain(' '), toned(tone, line)]));

const placeLines = (place: string, width: number): Line[] => wrap(place, width - 1).map((text): Line => [toned('dim', `  ${text}`)]);

/** What a lab is, above its table. */
export const labHeading = (shape: LabResult['shape'], glyphs: Glyphs): Line => [toned('strong', 'Which cure, here?'), plain(`  ${labWords(shape, glyphs)}`)];

/** What a lab came to, to be printed: its table, the verdict, what the columns say, and where it was measured. */
export const labConclusion = (result: LabResult, {width, glyphs}: View): Line[] => {
	const {shape, results, findings} = result;
	const textWidth = Math.min(width, textLimit) - 1;
	return [
		...tableLines(shape, results, {width, glyphs, marked: markedCell(findings)}),
		...told(verdictOf(result), textWidth),
		[],
		...explanationLines(textWidth),
		...placeLines(placeWords(shape, glyphs), textWidth),
	];
};

/** What the article's experiment is, above its table. */
export const articleHeading = (shape: ArticleOutcome['shape'], glyphs: Glyphs): Line => [toned('strong', 'Exponential backoff and jitter'), plain(`  ${articleWords(shape, glyphs)}`)];

/** The same of the article's experiment. */
export const articleConclusion = (outcome: ArticleOutcome, {width, glyphs}: View): Line[] => {
	const textWidth = Math.min(width, textLimit) - 1;
	return [...articleLines(outcome, {width, glyphs}), ...told(articleVerdict(outcome), textWidth), ...placeLines(placeWords(outcome.shape, glyphs), textWidth)];
};
