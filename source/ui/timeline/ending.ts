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

/** What became of the transfer. */
export const endingLines = ({ending, attempts}: Run, view: TimelineView): Line[] => {
	if (!ending) {
		return [];
	}

	const {glyphs} = view;
	const count = attempts.length === 1 ? 'at the first attempt' : `at attempt ${attempts.length}`;
	switch (ending.type) {
		case 'committed': {
			return paragraph(`${glyphs.committed} Committed ${count}, ${formatMs(ending.elapsed)} in all.`, 'committed', view);
		}

		case 'repeated': {
			return paragraph(`${glyphs.committed} Already done, on ${ending.madeAt.toISOString()}. Nothing moved now.`, 'committed', view);
		}

		case 'refused': {
			return paragraph(`${glyphs.failed} Refused by the bank: ${refusalWords(ending.refusal, view.owner)}. Rolled back; nothing moved.`, 'failed', view);
		}

		case 'gave-up': {
			return paragraph(`${glyphs.failed} ${giveUpWords(ending, attempts.length)}`, 'failed', view);
		}

		case 'unknown': {
			return paragraph(`${glyphs.unknown} Not known whether it committed: the answer to COMMIT was lost, and nobody could be asked in time. backoff-bank doctor finds out.`, 'waiting', view);
		}
	}
};
