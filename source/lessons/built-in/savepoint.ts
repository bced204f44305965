import type {Lesson} from '../lesson.js';
import {backoff, by, caption, question} from '../steps.js';
import {accountsTable, readAda, said, setAda} from './accounts.js';

const only = {on: ['cockroachdb']};
const elsewhere = {notOn: ['cockroachdb']};

export const savepoint: Lesson = {
	name: 'savepoint',
	title: 'The savepoint that doesn\'t help, and the one that does',
	look: 'A conflict, a ROLLBACK TO SAVEPOINT, and the same again. Which snapshot does the second read come from?',
	levels: ['serializable', 'repeatable read'],
	rounds: ['serializable'],
	setup: accountsTable,
	sessions: ['you', 'rival'],
	steps: [
		caption('Before anything else we set a savepoint, under the name that CockroachDB looks for.'),
		by('you', 'BEGIN'),
		by('you', 'SAVEPOINT cockroach_restart'),
		by('you', readAda, {...said.read, expect: {rows: [['1000']]}}),
		by('rival', setAda(900), {...said.set(900), expect: {waits: false, count: 1}}),
		by('you', setAda(900), {...said.set(900), expect: {fails: ['40001']}}),
		by('you', 'ROLLBACK TO SAVEPOINT cockroach_restart', {say: 'ROLLBACK TO SAVEPOINT'}),
		question(
			'The error is gone, and the transaction goes on. What does it read now?',
			'PostgreSQL reads $1,000 once more: the snapshot belongs to the transaction, and a savepoint doesn\'t change it, so the same write fails again.'
			+ ' CockroachDB gives the transaction a new time at this very savepoint, and reads $900: there it is a retry, with the locks kept.',
		),
		by('you', readAda, {...said.read, expect: [{...only, rows: [['900']]}, {rows: [['1000']]}]}),
		by('you', setAda(800), {...said.set(800), expect: [{...only, count: 1}, {fails: ['40001']}]}),
		by('you', 'RELEASE SAVEPOINT cockroach_restart', {say: 'RELEASE SAVEPOINT', ...only}),
		by('you', 'COMMIT', only),
		caption('RELEASE was the real commit, and might have met a conflict itself.', only),
		caption('The same failure, from the same snapshot. Only a new transaction gets a new one.', elsewhere),
		by('you', 'ROLLBACK', elsewhere),
		backoff('you', elsewhere),
		by('you', 'BEGIN', elsewhere),
		by('you', readAda, {...said.read, ...elsewhere, expect: {rows: [['900']]}}),
		by('you', setAda(800), {...said.set(800), ...elsewhere, expect: {count: 1}}),
		by('you', 'COMMIT', elsewhere),
	],
	checks: [
		{says: 'Ada\'s balance, after $100 was taken out twice', query: readAda, expect: [{rows: [['800']]}]},
		{says: 'what failed on the way', expect: [{...only, rows: [['40001']]}, {rows: [['40001'], ['40001']]}]},
	],
};
