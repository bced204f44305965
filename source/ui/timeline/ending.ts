import {commandLine} from '../../called-as.js';
import {refusalWords} from '../../bank/refusal.js';
import type {Ending, Run} from '../../store/run.js';
import {formatMs} from '../format.js';
import type {Line} from '../line.js';
import {paragraph, type TimelineView} from './view.js';

const giveUpWords = (ending: Ending & {type: 'gave-up'}, attempts: number): string => {
	const {reason, failure} = ending;
	const made = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
	switch (reason) {
		case 'attempts': {
			return `Gave up after ${made}; nothing moved. Allow more (--max-attempts), or fewer rivals (r).`;
		}

		case 'deadline': {
			return `Out of time after ${made}; nothing moved. Allow more of it with --timeout.`;
		}

		case 'aborted': {
			return 'Cancelled. It was rolled back, and nothing moved.';
		}

		case 'final':
		case 'refused': {
			return `Not retried: ${failure?.code ?? 'the server\'s answer'} says that another attempt can't help. Nothing moved.`;
		}
	}
};

/** What became of a transfer, in a sentence or two. `told` is how long things took, in words. */
export const endingWords = (ending: Ending, attempts: number, {owner, told = formatMs}: {
	owner(id: string): string;
	told?(ms: number): string;
}): string => {
	switch (ending.type) {
		case 'committed': {
			return `Committed ${attempts === 1 ? 'at the first attempt' : `at attempt ${attempts}`}, ${told(ending.elapsed)} in all.`;
		}

		case 'repeated': {
			return `Already done, on ${ending.madeAt.toISOString()}. Nothing moved now.`;
		}

		case 'refused': {
			return `Refused by the bank: ${refusalWords(ending.refusal, owner)}. Rolled back; nothing moved.`;
		}

		case 'gave-up': {
			return giveUpWords(ending, attempts);
		}

		case 'unknown': {
			return `Not known whether it committed: the answer to COMMIT was lost, and nobody could be asked in time. ${commandLine('doctor')} finds out.`;
		}
	}
};

const looks = {
	committed: {sign: 'committed', tone: 'committed'},
	repeated: {sign: 'committed', tone: 'committed'},
	refused: {sign: 'failed', tone: 'failed'},
	'gave-up': {sign: 'failed', tone: 'failed'},
	unknown: {sign: 'unknown', tone: 'waiting'},
} as const;

/** What became of the transfer. */
export const endingLines = ({ending, attempts}: Run, view: TimelineView): Line[] => {
	if (!ending) {
		return [];
	}

	const {sign, tone} = looks[ending.type];
	return paragraph(`${view.glyphs[sign]} ${endingWords(ending, attempts.length, view)}`, tone, view);
};
