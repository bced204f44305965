import type {CellShape} from '../../load/lab/events.js';
import {findingsOf} from '../../load/lab/findings.js';
import {resultOf, type CellResult} from '../../load/lab/results.js';
import type {CuresModel} from '../../store/lab.js';
import {formatTime} from '../format.js';
import {policySentence} from '../policy-words.js';
import {countOf, formatClock} from '../storm/words.js';
import {columns} from './columns.js';
import {around, type Sheet, type SheetView} from './sheet.js';
import {labWords, placeWords, tableLines} from './table.js';
import {cellTitles} from './titles.js';
import {markedCell, repeatedNote, sentencesOf, verdictOf} from './verdict.js';

/** What was measured so far, for every cell. */
const resultsOf = ({outline: {cells}, runs}: CuresModel): CellResult[] => {
	const byCell = Map.groupBy(runs, ({cell}) => cell);
	return cells.map(cell => resultOf(cell, byCell.get(cell.name) ?? []));
};

/** What a row is: how conflicts are met, and how those wait that were refused. */
const cellSentences = ({cure, explanation, policy, policyTitle, base, cap}: CellShape, cells: readonly CellShape[]): string => {
	const hasPolicies = cells.some(other => other.cure === cure && (other.policy !== policy || other.cap !== cap));
	const limits = policy === 'none' ? '' : ` (base ${formatTime(base)}, cap ${formatTime(cap)})`;
	return hasPolicies ? `${explanation} With ${policyTitle}${limits}: ${policySentence(policy).replace(/^./v, first => first.toLowerCase())}` : explanation;
};

const fieldOf = (lab: CuresModel, results: readonly CellResult[]): Sheet['field'] => {
	const {cursor, outline: {cells}} = lab;
	const {index: row, value: cell} = around(cells, cursor.row);
	const {value: column} = around(columns, cursor.column);
	if (!cell || !column) {
		return {row: 0, title: '', sentences: []};
	}

	const result = results[row];
	const title = cellTitles(cells).get(cell.name) ?? cell.title;
	return {
		row,
		title: `${column.title}, ${title}`,
		sentences: [
			['here', result && result.rounds > 0 ? `${column.tell(result)}.` : 'It has not run yet.'],
			['column', column.explanation],
			['row', cellSentences(cell, cells)],
		],
	};
};

/** What can be said as long as rounds are to come; before the first is over, that would be unfair to those that have not run. */
const soFarOf = ({outline: {rounds}, state}: CuresModel, results: readonly CellResult[]): string | undefined => {
	const least = Math.min(...results.map(each => each.rounds));
	return state === 'ended' || least === 0 || results.length === 0 ? undefined : `So far, after ${least} of ${countOf(rounds, 'round', 'rounds')}:`;
};

/** The same storm under each cure. */
export const curesSheet = (lab: CuresModel, {width, glyphs, isExplaining}: SheetView): Sheet => {
	const {outline, shape, runs, current, beganAt = 0, endedAt = 0, cursor, state, repeated} = lab;
	const {cells, rounds} = outline;
	// Between two runs it is still the round of the one before.
	const round = current?.round ?? runs.at(-1)?.round ?? 0;
	const results = resultsOf(lab);
	const findings = findingsOf(results);
	const soFar = soFarOf(lab, results);
	const isTold = soFar !== undefined || state === 'ended';
	const field = fieldOf(lab, results);
	const [head = [], ...rows] = tableLines(outline, results, {
		width, glyphs, running: current?.cell,
		marked: isTold ? markedCell(findings) : undefined,
		chosen: isExplaining ? {cell: cells[field.row]?.name ?? '', column: around(columns, cursor.column).value?.title ?? ''} : undefined,
	});
	const told = isTold ? sentencesOf(outline, results, findings) : [];
	return {
		title: 'Which cure, here?',
		words: labWords(outline, glyphs),
		place: shape ? placeWords(shape, glyphs) : '',
		head, rows, soFar, field,
		running: current && cells.findIndex(({name}) => name === current.cell),
		stage: round === 0 ? 'warming up' : `round ${round} of ${rounds}`,
		name: cellTitles(cells).get(current?.cell ?? '') ?? '',
		done: `${countOf(rounds, 'round', 'rounds')} in ${formatClock(endedAt - beganAt)}`,
		verdict: shape && state === 'ended' ? verdictOf({shape, results, findings, repeated}) : [...told, ...repeatedNote(repeated)],
	};
};
