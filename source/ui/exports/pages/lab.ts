import type {Recording} from '../../../recording/recording.js';
import {wrap} from '../../format.js';
import {labOf} from '../../lab/recorded.js';
import {labWords, placeWords, tableLines} from '../../lab/table.js';
import {markedCell, verdictOf} from '../../lab/verdict.js';
import {plain, toned, type Line} from '../../line.js';
import type {Glyphs} from '../../theme.js';
import type {Page} from '../page.js';

/** A lab: its table and what its figures say. */
export const labPage = (recording: Recording, glyphs: Glyphs, width: number): Page => {
	const lab = labOf(recording);
	const columns = ['', 'lab'];
	if (!lab) {
		return {columns, chapters: [], empty: 'No lab was recorded.'};
	}

	const {result: {shape, results, findings}} = lab;
	const title = `Which cure, here?  ${labWords(shape, glyphs)}`;
	return {
		columns,
		chapters: [{
			title,
			lines: [
				...tableLines(shape, results, {width, glyphs, marked: markedCell(findings)}),
				[],
				...verdictOf(shape, results, findings).flatMap(({tone, text}) => wrap(text, width - 2).map((line): Line => [plain(' '), toned(tone, line)])),
				[],
				...wrap(placeWords(shape, glyphs), width - 2).map((line): Line => [plain(' '), toned('dim', line)]),
			],
			row: ['', title],
		}],
		empty: '',
	};
};
