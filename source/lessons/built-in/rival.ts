import type {Lesson} from '../lesson.js';
import {allBy, backoff, by, caption, question} from '../steps.js';
import {accountsTable, change, readAda, readBoth, said, saidChange} from './accounts.js';

/** Each statement sees what is committed by then: nobody notices the rival. */
const unseen = {on: ['read committed']};

export const rival: Lesson = {
	name: 'rival',
	title: 'One transfer, one rival',
	look: 'What becomes of a transfer when somebody else changes the row between its read and its write.',
	levels: ['serializable', 'read committed', 'repeatable read'],
	rounds: ['serializable'],
	setup: accountsTable,
	sessions: ['you', 'rival'],
	steps: [
		caption('You send $100 from Ada to Ben: read, decide, debit, credit.'),
		by('you', 'BEGIN'),
		by('you', readAda, {...said.read, expect: {rows: [['1000']]}}),
		caption('$1,000 covers it. Before we write, a rival takes $1 out of the same account, and commits.'),
		by('rival', 'BEGIN'),
		by('rival', change('Ada', -1), {...saidChange('Ada', -1), expect: {waits: false, count: 1}}),
		by('rival', 'COMMIT'),
		question(
			'Our UPDATE only subtracts, so the balance would even be right. Will the server take it?',
			'No: 40001. The row has changed since our snapshot, and the server won\'t write over a version that we can\'t see: so it asks us to run all'
			+ ' of it again. READ COMMITTED takes it. There each statement sees what is committed by then, so it subtracts from $999, and nobody looks'
			+ ' again whether that is enough.',
		),
		by('you', change('Ada', -100), {...saidChange('Ada', -100), expect: [{...unseen, count: 1}, {fails: ['40001']}]}),
		caption('The server took it, and subtracted from $999. The balance is right. But what we decided, we decided on $1,000, and nobody looked again.', unseen),
		by('you', 'ROLLBACK', {when: 'failed'}),
		caption('No transaction is open while we wait, so we are in nobody\'s way. How long is drawn by chance: two that failed together shouldn\'t come back together.', {notOn: unseen.on}),
		backoff('you', {when: 'failed'}),
		by('you', 'BEGIN', {when: 'failed'}),
		by('you', readAda, {...said.read, when: 'failed', expect: {rows: [['999']]}}),
		by('you', change('Ada', -100), {...saidChange('Ada', -100), when: 'failed', expect: {count: 1}}),
		by('you', change('Ben', 100), {...saidChange('Ben', 100), expect: {count: 1}}),
		...allBy('you', ['COMMIT']),
	],
	checks: [
		{says: 'what Ada and Ben have', query: readBoth, expect: [{rows: [['Ada', '899'], ['Ben', '350']]}]},
		{says: 'what failed on the way', expect: [{...unseen, rows: []}, {rows: [['40001']]}]},
	],
};
