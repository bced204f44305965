import {formatCents} from '../../bank/money.js';
import type {MoneyResult} from '../../load/lab/results.js';
import type {Glyphs} from '../theme.js';

/** What became of the money, in few characters: `+$31.00` out of nothing, `-$2.00` gone, `±` both in turn. Empty where it is right. */
export const moneyFigure = ({isRight, made, lost, astray, missing, denied}: MoneyResult, {plusMinus}: Pick<Glyphs, 'plusMinus'>): string => {
	if (isRight) {
		return '';
	}

	if (made > 0n || lost > 0n) {
		const onlySign = made > 0n ? '+' : '-';
		return `${made > 0n && lost > 0n ? plusMinus : onlySign}${formatCents(made + lost)}`;
	}

	return astray > 0n ? `${formatCents(astray)} astray` : countWords(missing + denied);
};

const countWords = (count: number): string => `${count} ${count === 1 ? 'transfer' : 'transfers'}`;

/** What is wrong with the money, with that word, in as many cells as there are: `wrong +$31.00`, `wrong +$31`, `wrong`. */
export const moneyFits = (money: MoneyResult, glyphs: Pick<Glyphs, 'plusMinus'>, room: number): string => {
	const figure = moneyFigure(money, glyphs);
	const whole = figure.replace('.00', '');
	return [figure, whole, whole.replace(/^\D+(?=\$)/v, '')].map(text => `wrong ${text}`).find(text => text.length <= room) ?? 'wrong';
};

/** The same in words, to go on with after what did it. */
export const moneyWords = ({made, lost, astray, missing, denied}: MoneyResult): string => [
	...(made > 0n ? [`made ${formatCents(made)} out of nothing`] : []),
	...(lost > 0n ? [`lost ${formatCents(lost)}`] : []),
	...(made === 0n && lost === 0n && astray > 0n ? [`left ${formatCents(astray)} in accounts where they don't belong`] : []),
	...(missing > 0 ? [`reported ${countWords(missing)} that are not in the ledger`] : []),
	...(denied > 0 ? [`made ${countWords(denied)} reported as not made`] : []),
].join(' and ');
