import type {Lesson} from '../lesson.js';
import {backoff, by, caption, question} from '../steps.js';
import {accountsTable, readAda, said, setAda} from './accounts.js';

const conflict = {on: ['serializable', 'repeatable read'], fails: ['40001']};

export const lostUpdate: Lesson = {
	name: 'lost-update',
	title: 'The lost update',
	look: 'Two sessions read the same balance, and each writes what it computed from that. Whose $100 is in the balance at the end?',
	levels: ['read committed', 'repeatable read', 'serializable'],
	rounds: ['read committed', 'serializable'],
	setup: accountsTable,
	sessions: ['you', 'rival'],
	steps: [
		caption('Ada has $1,000. You and a rival each take $100 out of her account.'),
		by('you', 'BEGIN'),
		by('you', readAda, {...said.read, expect: {rows: [['1000']]}}),
		by('rival', 'BEGIN'),
		by('rival', readAda, {...said.read, expect: {rows: [['1000']]}}),
		by('rival', setAda(900), {...said.set(900), expect: {waits: false}}),
		by('rival', 'COMMIT'),
		question(
			'Both computed $1,000 − $100. What will the balance be after our COMMIT?',
			'Under READ COMMITTED $900: our write goes over the rival\'s, and $100 that was paid out is in no balance. A serializable server, and'
			+ ' one with snapshots, refuses our write with 40001: what we computed it from is not there any more. So we read again, and write $800.',
		),
		by('you', setAda(900), {...said.set(900), expect: [conflict, {count: 1}]}),
		caption('The server took it: nothing told us that $1,000 was not there any more.', {on: ['read committed']}),
		by('you', 'COMMIT', {when: 'ok'}),
		caption('The server refused it. All of it begins again, from BEGIN: a new balance is read, and decided on afresh.', {notOn: ['read committed']}),
		by('you', 'ROLLBACK', {when: 'failed'}),
		backoff('you', {when: 'failed'}),
		by('you', 'BEGIN', {when: 'failed'}),
		by('you', readAda, {...said.read, when: 'failed', expect: {rows: [['900']]}}),
		by('you', setAda(800), {...said.set(800), when: 'failed'}),
		by('you', 'COMMIT', {when: 'failed'}),
	],
	checks: [{
		says: 'Ada\'s balance, after $100 was taken out twice',
		query: readAda,
		expect: [
			{on: ['read committed'], rows: [['900']], anomaly: 'It should be 800: $100 was paid out and is in no balance, and no error told.'},
			{rows: [['800']]},
		],
	}],
};
