import type {ArticleOutcome} from '../../../load/article/outcome.js';
import type {LabResult} from '../../../load/lab/lab-result.js';
import type {Recording} from '../../../recording/recording.js';
import {wrap} from '../../format.js';
import {articleVerdict, articleWords} from '../../lab/article.js';
import {articleLines} from '../../lab/article-table.js';
import {articleOf, labOf} from '../../lab/recorded.js';
import {labWords, placeWords, tableLines} from '../../lab/table.js';
import {markedCell, verdictOf, type Sentence} from '../../lab/verdict.js';
import {plain, toned, type Line} from '../../line.js';
import type {Glyphs} from '../../theme.js';
import type {Page} from '../page.js';

const columns = ['', 'lab'];

/** A table, the verdict below, and where it was measured. */
const pageMade = (title: string, {table, verdict, place}: {readonly table: readonly Line[]; readonly verdict: readonly Sentence[]; readonly place: string}, width: number): Page => ({
	columns,
	chapters: [{
		title,
		lines: [
			...table,
			[],
			...verdict.flatMap(({tone, text}) => wrap(text, width - 2).map((line): Line => [plain(' '), toned(tone, line)])),
			[],
			...wrap(place, width - 2).map((line): Line => [plain(' '), toned('dim', line)]),
		],
		row: ['', title],
	}],
	empty: '',
});

const curesPage = (result: LabResult, glyphs: Glyphs, width: number): Page => {
	const {shape, results, findings} = result;
	return pageMade(`Which cure, here?  ${labWords(shape, glyphs)}`, {
		table: tableLines(shape, results, {width, glyphs, marked: markedCell(findings)}),
		verdict: verdictOf(result),
		place: placeWords(shape, glyphs),
	}, width);
};

const articlePage = (outcome: ArticleOutcome, glyphs: Glyphs, width: number): Page => pageMade(`Exponential backoff and jitter  ${articleWords(outcome.shape, glyphs)}`, {
	table: articleLines(outcome, {width, glyphs}),
	verdict: articleVerdict(outcome),
	place: placeWords(outcome.shape, glyphs),
}, width);

/** A lab: its table and what its figures say. */
export const labPage = (recording: Recording, glyphs: Glyphs, width: number): Page => {
	const lab = labOf(recording);
	if (lab) {
		return curesPage(lab.result, glyphs, width);
	}

	const article = articleOf(recording);
	return article ? articlePage(article, glyphs, width) : {columns, chapters: [], empty: 'No lab was recorded.'};
};
