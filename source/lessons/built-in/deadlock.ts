import type {Lesson} from '../lesson.js';
import {backoff, by, caption, question} from '../steps.js';
import {accountsTable, change, readBoth, saidChange} from './accounts.js';

/** One session's own end: it commits, or, as the victim, rolls back. */
const end = (session: string) => [
	by(session, 'COMMIT', {when: 'ok'}),
	by(session, 'ROLLBACK', {when: 'failed'}),
];

/** The victim's second attempt. */
const again = (session: string, from: string, to: string, amount: number) => [
	backoff(session, {when: 'failed'}),
	by(session, 'BEGIN', {when: 'failed'}),
	by(session, change(from, -amount), {...saidChange(from, -amount), when: 'failed', expect: {count: 1}}),
	by(session, change(to, amount), {...saidChange(to, amount), when: 'failed', expect: {count: 1}}),
	by(session, 'COMMIT', {when: 'failed'}),
];

const mayFail = ['40P01', '40001'];

export const deadlock: Lesson = {
	name: 'deadlock',
	title: 'The deadlock',
	look: 'Two transfers in opposite directions. Each holds the row that the other one needs.',
	levels: ['serializable', 'repeatable read', 'read committed'],
	rounds: ['serializable'],
	setup: accountsTable,
	sessions: ['you', 'rival'],
	steps: [
		caption('You send $100 from Ada to Ben, a rival sends $50 from Ben to Ada. Each debits first.'),
		by('you', 'BEGIN'),
		by('rival', 'BEGIN'),
		by('you', change('Ada', -100), {...saidChange('Ada', -100), expect: {waits: false, count: 1}}),
		by('rival', change('Ben', -50), {...saidChange('Ben', -50), expect: {waits: false, count: 1}}),
		caption('So far nobody is in anybody\'s way. Now each credits the row that the other one has changed, and holds.'),
		by('you', change('Ben', 100), {...saidChange('Ben', 100), expect: {mayFail, waits: true}}),
		question(
			'We wait for the rival. What happens when the rival wants our row?',
			'Nobody could ever go on, so the server ends one of the two: PostgreSQL says 40P01, after looking at who waits for whom, CockroachDB'
			+ ' says 40001. Which one it ends is up to the server, and so each of them needs a retry loop. Where everybody takes rows in the'
			+ ' same order, by id for example, this can\'t happen.',
		),
		by('rival', change('Ada', 50), {...saidChange('Ada', 50), expect: {mayFail}}),
		...end('you'),
		...end('rival'),
		caption('The one that was ended begins again, and nobody is in its way now.'),
		...again('you', 'Ada', 'Ben', 100),
		...again('rival', 'Ben', 'Ada', 50),
	],
	checks: [
		{says: 'what failed on the way: one of the two', expect: [{on: ['cockroachdb'], rows: [['40001']]}, {rows: [['40P01']]}]},
		{says: 'what Ada and Ben have', query: readBoth, expect: [{rows: [['Ada', '950'], ['Ben', '300']]}]},
	],
};
