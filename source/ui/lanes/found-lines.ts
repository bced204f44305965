import stringWidth from 'string-width';
import type {Checked, Compared, ComparedValue, LessonEvent} from '../../lessons/events.js';
import {rowsWords} from '../../lessons/expectations.js';
import type {StormFigureName} from '../../lessons/storm-figures.js';
import {formatMs, pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {printable} from '../printable.js';
import {formatCount} from '../storm/words.js';
import type {LanesView} from './draw.js';

/** The longest bar, in cells. */
const longestBar = 36;

const figureWords: Readonly<Record<StormFigureName, (value: number) => string>> = {
	attempts: value => value.toFixed(2),
	commits: value => `${formatCount(value)}/s`,
	fairness: value => value.toFixed(2),
	starved: formatCount,
	elapsed: formatMs,
	p99: formatMs,
};

const verdictLines = (ok: boolean, words: string, {width, glyphs}: LanesView): Line[] => {
	const sign = ok ? glyphs.committed : glyphs.failed;
	const indent = ' '.repeat(stringWidth(sign) + 1);
	return wrap(printable(words), width - indent.length).map((text, index) =>
		[toned(ok ? 'committed' : 'failed', index === 0 ? `${sign} ` : indent), toned(ok ? 'plain' : 'failed', text)]);
};

/** What is wrong looks wrong, also where the lesson foretold it. */
const checkedLines = ({says, found, expected, ok, anomaly}: Checked, view: LanesView): Line[] => {
	const words = `${says}: ${rowsWords(found)}`;
	return ok
		? verdictLines(anomaly === undefined, anomaly === undefined ? words : `${words}. ${anomaly}`, view)
		: verdictLines(false, `${words}. The lesson expects ${rowsWords(expected ?? [])} here: this server behaves otherwise.`, view);
};

const expectedWords = ({figure, is, of, than, times}: Compared): string => {
	const fold = times === 1 ? is : `${is} than ${times} times as much`;
	return than.storm === undefined
		? `The lesson expects ${is} than ${figureWords[figure]((than.value ?? 0) * times)} for "${of.storm}"`
		: `The lesson expects ${fold} for "${of.storm}" ${times === 1 ? 'than' : 'as'} for "${than.storm}"`;
};

const comparedLines = (compared: Compared, view: LanesView): Line[] => {
	const {says, figure, of, than, ok} = compared;
	const {width, glyphs, isChartless = false} = view;
	const values = [of, than].filter((each): each is ComparedValue & {storm: string} => each.storm !== undefined);
	const wordsOf = (value: number | undefined): string => value === undefined ? 'nothing' : figureWords[figure](value);
	const otherwise = ok ? '' : `. ${expectedWords(compared)}: this server, or this machine just now, behaves otherwise.`;
	if (values.length === 1 || isChartless) {
		const told = values.map(({storm, value}) => `${wordsOf(value)} ${values.length === 1 ? '' : `for "${storm}"`}`.trimEnd()).join(', ');
		return verdictLines(ok, `${says}: ${told}${otherwise}`, view);
	}

	const most = Math.max(...values.map(({value = 0}) => value));
	const room = Math.max(...values.map(({value}) => wordsOf(value).length));
	const bar = [...glyphs.bars].at(-1) ?? '';
	const longest = Math.max(1, Math.min(longestBar, width - room - 8 - Math.max(...values.map(({storm}) => stringWidth(printable(storm))))));
	return [
		...verdictLines(ok, `${says}${otherwise}`, view),
		...values.map(({storm, value}): Line => [
			plain(`  ${pad(wordsOf(value), room, 'right')}  `),
			toned('accent', pad(bar.repeat(Math.round(most === 0 ? 0 : (value ?? 0) / most * longest)), longest)),
			plain(`  ${printable(storm)}`),
		]),
	];
};

/** What an event says was found at the end, as lines; none for any other event. */
export const foundLines = (event: LessonEvent, view: LanesView): Line[] => {
	if (event.type === 'lesson-checked') {
		return checkedLines(event, view);
	}

	return event.type === 'lesson-compared' ? comparedLines(event, view) : [];
};
