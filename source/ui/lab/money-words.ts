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

	return astray > 0n ? `${formatCents(astray)} astray` : `${missing + denied} wrong`;
};

/** The same in words, to go on with after what did it. */
export const moneyWords = ({made, lost, astray, missing, denied}: MoneyResult): string => [
	...(made > 0n ? [`made ${formatCents(made)} out of nothing`] : []),
	...(lost > 0n ? [`lost ${formatCents(lost)}`] : []),
	...(made === 0n && lost === 0n && astray > 0n ? [`left ${formatCents(astray)} in accounts where they don't belong`] : []),
	...(missing > 0 ? [`reported ${missing} transfers that are not in the ledger`] : []),
	...(denied > 0 ? [`made ${denied} transfers that were reported as not made`] : []),
].join(' and ');
