import {atMostWords} from '../at-most-words.js';
import {briefly} from '../../database/engines/index.js';
import type {Model} from '../../store/model.js';
import {isCommit} from '../../transactions/restart.js';
import type {LaneRow, StatementRow} from '../lanes/rows.js';
import {lanesOfRun} from '../lanes/run-lanes.js';
import {counted, sentence, spokenList, spokenTime} from '../sentences/spoken.js';
import {statementWords} from '../statement-words.js';

/** As many of the newest are told: more at once nobody listens to. */
const most = 40;

const answerWords = ({statement: {label}, rows = []}: StatementRow): string => {
	if (isCommit(label)) {
		return 'committed';
	}

	return rows.length === 0 ? 'done' : `answered ${rows.map(row => row.join(', ')).join('; ')}`;
};

const outcomeOf = (row: StatementRow): string => {
	const {state, by = [], failure, waited, elapsed = 0} = row;
	const late = waited ? `, after waiting ${spokenTime(elapsed)}` : '';
	switch (state) {
		case 'sent': {
			return 'not answered yet';
		}

		case 'blocked': {
			return by.length === 0 ? 'waits' : `waits for ${spokenList(by)}`;
		}

		case 'done': {
			return `${answerWords(row)}${late}`;
		}

		case 'failed': {
			return `refused with ${failure?.code ?? 'an error'}, ${briefly(failure?.message ?? '')}${late}`;
		}

		case 'lost': {
			return failure?.verdict === 'ambiguous' ? 'no answer: it may have committed, and may not' : 'the line is gone';
		}
	}
};

const wordsOf = (row: LaneRow): string | undefined => {
	switch (row.type) {
		case 'statement': {
			const {statement: {label, text}} = row;
			return `${statementWords[label ?? ''] ?? label ?? text}, ${outcomeOf(row)}`;
		}

		case 'fault': {
			return `injected, ${row.title}`;
		}

		case 'backoff': {
			return `backoff of ${spokenTime(row.delay)}${atMostWords(row, ', ', spokenTime)}`;
		}

		case 'resolved': {
			return row.committed ? 'that COMMIT was done' : 'that COMMIT was not done';
		}

		// They are no session's.
		case 'storm':
		case 'caption':
		case 'question':
		case 'code':
		case 'missed': {
			return undefined;
		}
	}
};

/** What a row says of a session, in a sentence: when, whose, what and what came of it; undefined where it is no session's. */
export const rowSentence = (row: LaneRow, startedAt?: number): string | undefined => {
	const words = wordsOf(row);
	return words === undefined || !('session' in row && 'at' in row) ? undefined : sentence(`At ${spokenTime(row.at - (startedAt ?? row.at))}, ${row.session}: ${words}`);
};

/** What the lanes draw side by side, told in turn: when, whose session, what it did and what came of it. */
export const laneSentences = (model: Model): string[] => {
	const lanes = lanesOfRun(model);
	const all = lanes.rows.flatMap(row => {
		const words = rowSentence(row, lanes.startedAt);
		return words === undefined ? [] : [words];
	});
	if (all.length === 0) {
		return ['Nothing has happened yet.'];
	}

	const earlier = all.length - most;
	return [
		'Two sessions, side by side: you, and the rival.',
		...(earlier > 0 ? [`${counted(earlier, 'earlier statement is', 'earlier statements are')} left out.`] : []),
		...all.slice(-most),
	];
};
