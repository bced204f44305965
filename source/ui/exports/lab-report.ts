import type {ArticleOutcome} from '../../load/article/outcome.js';
import type {LabResult} from '../../load/lab/lab-result.js';
import type {Report} from '../../load/report/document.js';
import {renderCsv} from '../../load/report/csv.js';
import {renderMarkdown} from '../../load/report/markdown.js';
import {remarkOn, type Recording} from '../../recording/recording.js';
import {articleReport} from '../lab/article.js';
import {labReport} from '../lab/document.js';
import {articleOf, labOf} from '../lab/recorded.js';
import {placeWords} from '../lab/table.js';
import {printable} from '../printable.js';
import type {Glyphs} from '../theme.js';
import type {ExportOptions} from './export-options.js';
import {inert} from './inert.js';
import {aboutLine} from './stories.js';

const noReport: Report = {
	title: 'Which cure, here?', lead: 'No lab was recorded.', verdict: [], tables: [], charts: [], terms: [], facts: [], data: {columns: [], rows: []},
};

const reportMade = (result: LabResult | undefined, article: ArticleOutcome | undefined, glyphs: Glyphs): Report => {
	if (result) {
		return labReport(result, glyphs);
	}

	return article ? articleReport(article, placeWords(article.shape, glyphs)) : noReport;
};

/** The report that `lab --report` would have written, made of the recording. */
export const reportOf = (recording: Recording, {name, glyphs}: {readonly name: string; readonly glyphs: Glyphs}): Report => {
	const lab = labOf(recording);
	const article = articleOf(recording);
	if (!lab && !article) {
		return noReport;
	}

	const missing = lab?.missing ?? 0;
	const {verdict, facts, ...report} = reportMade(lab?.result, article, glyphs);
	const remark = remarkOn(recording);
	return {
		...report,
		verdict: [
			...verdict,
			...(remark === undefined ? [] : [{text: `${printable(remark)}.`, tone: 'plain' as const}]),
			...(missing > 0 ? [{text: `${missing} of its runs are not in the recording: these are the figures of the others.`, tone: 'plain' as const}] : []),
		],
		facts: [...facts, ['recording', printable(name)], ['made by', printable(aboutLine(recording, glyphs).map(({text}) => text).join(''))]],
	};
};

/** A page for the notes: the table, the verdict and what the columns say. */
export const labMarkdown = (recording: Recording, options: ExportOptions): string => renderMarkdown(reportOf(recording, options));

/** The figures of each cell, for spreadsheets. */
export const labCsv = (recording: Recording, options: ExportOptions): string => {
	const report = reportOf(recording, options);
	const rows = report.data.rows.map(row => row.map(value => typeof value === 'string' ? inert(printable(value)) : value));
	return renderCsv({...report, data: {...report.data, rows}});
};
