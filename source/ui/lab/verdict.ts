import type {LabShape} from '../../load/lab/events.js';
import type {Finding} from '../../load/lab/findings.js';
import type {LabResult} from '../../load/lab/lab-result.js';
import type {CellResult} from '../../load/lab/results.js';
import type {Tone} from '../theme.js';
import {countOf, formatCount} from '../storm/words.js';
import {moneyWords} from './money-words.js';
import {cellTitles} from './titles.js';

/** One thing that the figures say. */
export type Sentence = {readonly tone: Tone; readonly text: string};

/** `a`, `a and b`, `a, b and c`. */
const listed = (texts: readonly string[]): string => texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const index = (jain: number): string => jain.toFixed(2);

type Names = {title(cell: string): string; speed(cell: string): string};

const asFastWords = (asFast: readonly string[], {title}: Names): string => asFast.length === 0
	? ''
	: ` ${capital(listed(asFast.map(cell => title(cell))))} may be as fast: the difference is within the spread.`;

const backoffWords = (finding: Finding & {readonly type: 'backoff'}, {title}: Names, clients: number): string => {
	const {factor, isWithinSpread, jainWithout, jainWith, isFairnessWithinSpread, starved} = finding;
	const how = factor >= 1 ? `${factor.toFixed(1)} times as fast` : `slower, by a factor of ${(1 / factor).toFixed(1)}`;
	const speed = isWithinSpread ? 'makes no difference to its speed that is beyond the spread' : `makes it ${how}`;
	const direction = jainWith < jainWithout ? 'falls' : 'rises';
	const fairness = isFairnessWithinSpread ? 'its fairness stays within the spread' : `its fairness ${direction} from ${index(jainWithout)} to ${index(jainWith)}`;
	const nothing = starved > 0 ? `; ${formatCount(starved)} of ${countOf(clients, 'client', 'clients')} got nothing done in a round` : '';
	const why = !isFairnessWithinSpread && jainWith < jainWithout ? ' Who has just committed goes on, while those that were refused sleep.' : '';
	return `Backoff alone (${title(finding.with)}, against none) ${speed}; ${fairness}${nothing}.${why}`;
};

const sentenceOf = (finding: Finding, names: Names, clients: number): Sentence => {
	const {title, speed} = names;
	switch (finding.type) {
		case 'broken': {
			return {tone: 'failed', text: `${capital(title(finding.cell))} ${moneyWords(finding.money)}, and must not: this is a bug, here or in the server. Please report it.`};
		}

		case 'fastest-fair': {
			const many = finding.isOneEach ? '' : ' It puts transfers of many into one transaction.';
			const how = `${speed(finding.cell)} transfers/s.${many}${asFastWords(finding.asFast, names)}`;
			return {tone: 'strong', text: `${capital(title(finding.cell))} is the fastest that treats every client alike: ${how}`};
		}

		case 'fastest-one-each': {
			const how = `${speed(finding.cell)} transfers/s.${asFastWords(finding.asFast, names)}`;
			return {tone: 'strong', text: `Of those that keep one transaction for each transfer it is ${title(finding.cell)}: ${how}`};
		}

		case 'none-fair': {
			return {tone: 'waiting', text: `None of these treats every client alike. ${capital(title(finding.cell))} comes nearest: fairness ${index(finding.jain)}.`};
		}

		case 'fast-but-unfair': {
			const {cells, least, most} = finding;
			const range = index(least) === index(most) ? index(least) : `${index(least)} to ${index(most)}`;
			return {tone: 'plain', text: `${capital(listed(cells.map(cell => title(cell))))} ${cells.length === 1 ? 'is' : 'are'} faster still, and some clients pay for it: fairness ${range}.`};
		}

		case 'backoff': {
			return {tone: 'plain', text: backoffWords(finding, names, clients)};
		}

		case 'wrong': {
			return finding.money.isRight
				? {tone: 'waiting', text: `${capital(title(finding.cell))} did no harm this time: that was luck, since nothing keeps it from it.`}
				: {tone: 'failed', text: `${capital(title(finding.cell))} ${moneyWords(finding.money)}: the audit found it, and no error told.`};
		}

		case 'kept-books': {
			return {
				tone: 'plain',
				text: `${capital(title(finding.cell))} kept every cent, because the server computes there (balance = balance - amount). `
					+ 'What it may get wrong is its decision: the balance that it read may be out of date, and only CHECK (balance >= 0) stands behind it.',
			};
		}
	}
};

/** Levels that are others in truth, what the engine can't have, and what one round doesn't tell. */
const notes = ({cells, skipped, rounds}: LabShape): Sentence[] => {
	const silent = new Map(cells.filter(({isolation, inForce}) => isolation !== inForce).map(({isolation, inForce}) => [isolation.toUpperCase(), inForce.toUpperCase()]));
	return [
		...silent.entries().map(([asked, inForce]) => ({tone: 'plain', text: `${asked} is ${inForce} on this server.`} as const)),
		...skipped.map(({title, why}) => ({tone: 'plain', text: `${capital(title)} is left out: ${why}.`} as const)),
		...(rounds === 1 ? [{tone: 'plain', text: 'One round tells nothing of the spread: more of them do (--rounds 5).'} as const] : []),
	];
};

/** What there is to say where not all rounds were measured. */
const stoppedNote = ({rounds}: LabShape, results: readonly CellResult[]): Sentence[] => {
	const counts = results.map(each => each.rounds);
	const [least, most] = [Math.min(...counts), Math.max(...counts)];
	const measured = least === most ? String(least) : `${least} to ${most}`;
	return results.length > 0 && least < rounds
		? [{tone: 'waiting', text: `It was ended early: of ${countOf(rounds, 'round', 'rounds')}, ${measured} ${most === 1 ? 'was' : 'were'} measured.`}]
		: [];
};

/** What there is to say where the server was lost. */
export const repeatedNote = (repeated: number): Sentence[] => {
	const [runs, them] = repeated === 1 ? ['1 run was', 'it'] : [`${formatCount(repeated)} runs were`, 'them'];
	return repeated === 0 ? [] : [{tone: 'waiting', text: `${runs} repeated, because the server was lost in ${them}: what came of ${them} doesn't count.`}];
};

/** What the figures say, in words. */
export const sentencesOf = ({cells, clients}: Pick<LabShape, 'cells' | 'clients'>, results: readonly CellResult[], findings: readonly Finding[]): Sentence[] => {
	const titles = cellTitles(cells);
	const names: Names = {
		title: cell => titles.get(cell) ?? cell,
		speed: cell => formatCount(results.find(each => each.cell.name === cell)?.perSecond.median ?? 0),
	};
	return findings.map(finding => sentenceOf(finding, names, clients));
};

/** The same, and what has to be known of how it was measured. */
export const verdictOf = ({shape, results, findings, repeated}: LabResult): Sentence[] =>
	[...sentencesOf(shape, results, findings), ...stoppedNote(shape, results), ...repeatedNote(repeated), ...notes(shape)];

/** The cell that the verdict names first. */
export const markedCell = (findings: readonly Finding[]): string | undefined => findings.find(finding => finding.type === 'fastest-fair' || finding.type === 'none-fair')?.cell;
