import type {Lesson} from '../lesson.js';
import {by, caption, fault, question} from '../steps.js';
import {accountsTable, change, readAda, said, saidChange} from './accounts.js';

const claim = 'INSERT INTO transfers (id, cents) VALUES (\'t-1\', 10000) ON CONFLICT (id) DO NOTHING RETURNING id';

export const lostAnswer: Lesson = {
	name: 'lost-answer',
	title: 'The answer that never came',
	look: 'COMMIT was sent, and its answer is lost. Did it commit? The id that was chosen before anything was sent tells.',
	levels: ['serializable', 'repeatable read', 'read committed'],
	rounds: ['serializable'],
	setup: [...accountsTable, 'CREATE TABLE transfers (id TEXT PRIMARY KEY, cents INT8 NOT NULL)'],
	sessions: ['you', 'the bank'],
	steps: [
		caption('$100 leave Ada\'s account. The transfer\'s id, t-1, is our own choice, and its row goes into the ledger in the same transaction.'),
		by('you', 'BEGIN'),
		by('you', readAda, {...said.read, expect: {rows: [['1000']]}}),
		by('you', change('Ada', -100), {...saidChange('Ada', -100), expect: {count: 1}}),
		by('you', 'INSERT INTO transfers (id, cents) VALUES (\'t-1\', 10000)', {say: 'INSERT ledger row t-1', expect: {count: 1}}),
		fault('you', 'lose-answer'),
		by('you', 'COMMIT', {expect: {fails: ['lost']}}),
		question(
			'The line is gone, and COMMIT was not answered. Is the money on its way? May we send it again?',
			'Nobody on this side knows: the server may have committed before the line broke, and here it has. To run all of it again would take $100 twice;'
			+ ' to report a failure would be a lie. Write the ledger row under the same id: only one of the two can commit it.',
		),
		caption('From outside, the balance tells nothing: it could be anybody\'s $100.'),
		by('the bank', readAda, {...said.read, expect: {rows: [['900']]}}),
		fault('you', 'reconnect'),
		by('you', 'BEGIN'),
		by('you', claim, {say: 'INSERT ledger row t-1 again', settles: 'no rows', expect: {rows: []}}),
		caption('No row came back: t-1 is there. That COMMIT was done, so there is nothing left to do. Had the old session still been at it, this INSERT would have waited for it.'),
		by('you', 'ROLLBACK'),
	],
	checks: [
		{says: 'Ada\'s balance', query: readAda, expect: [{rows: [['900']]}]},
		{says: 'how often t-1 is in the ledger', query: 'SELECT count(*) AS count FROM transfers WHERE id = \'t-1\'', expect: [{rows: [['1']]}]},
	],
};
