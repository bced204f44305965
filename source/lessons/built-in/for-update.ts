import type {Lesson} from '../lesson.js';
import {backoff, by, caption, question} from '../steps.js';
import {accountsTable, readAda, said, setAda} from './accounts.js';

const locking = `${readAda} FOR UPDATE`;
const readLocking = {say: 'SELECT … FOR UPDATE'};
/** A snapshot that is older than what was waited for is of no use there. */
const refused = {on: ['postgresql', 'yugabytedb', 'serializable', 'repeatable read'], waits: true, fails: ['40001']};

export const forUpdate: Lesson = {
	name: 'for-update',
	title: 'SELECT … FOR UPDATE, and what it costs',
	look: 'The row is locked when it is read: the rival has to wait. Look at how long, and at who waits along.',
	levels: ['read committed', 'repeatable read', 'serializable'],
	rounds: ['read committed', 'serializable'],
	setup: accountsTable,
	sessions: ['you', 'rival'],
	steps: [
		caption('The same two withdrawals as in the lost update, but whoever reads takes the row.'),
		by('you', 'BEGIN'),
		by('you', locking, {...readLocking, expect: {rows: [['1000']]}}),
		by('rival', 'BEGIN'),
		by('rival', locking, {...readLocking, expect: [refused, {waits: true, rows: [['900']]}]}),
		caption('The rival asks for the row as well, and its connection does nothing but wait. Whatever we do now, it pays for: a slow query, a call to'
			+ ' somebody\'s service, a coffee.'),
		by('you', readAda, {...said.read, expect: {rows: [['1000']]}}),
		by('you', setAda(900), said.set(900)),
		question(
			'We commit. Which balance does the rival read now?',
			'Under READ COMMITTED, and on CockroachDB, $900: nothing is lost, and nobody has to begin again. PostgreSQL\'s SERIALIZABLE and REPEATABLE'
			+ ' READ hold on to the snapshot from before the wait, and refuse with 40001: there it waits, and has to begin again as well.',
		),
		by('you', 'COMMIT'),
		by('rival', setAda(800), {...said.set(800), when: 'ok'}),
		by('rival', 'COMMIT', {when: 'ok'}),
		by('rival', 'ROLLBACK', {when: 'failed'}),
		backoff('rival', {when: 'failed'}),
		by('rival', 'BEGIN', {when: 'failed'}),
		by('rival', locking, {...readLocking, when: 'failed', expect: {rows: [['900']], waits: false}}),
		by('rival', setAda(800), {...said.set(800), when: 'failed'}),
		by('rival', 'COMMIT', {when: 'failed'}),
		caption('It costs what the rival waited: with locks, everybody who wants the row stands in a queue, as long as the slowest of them thinks.'),
	],
	checks: [{says: 'Ada\'s balance, after $100 was taken out twice', query: readAda, expect: [{rows: [['800']]}]}],
};
