import type {Lesson} from '../lesson.js';
import {backoff, by, caption, question} from '../steps.js';

const sum = 'SELECT sum(balance) AS sum FROM accounts';
const readSum = {say: 'SELECT sum of both'};

export const writeSkew: Lesson = {
	name: 'write-skew',
	title: 'The conflict at COMMIT',
	look: 'Two sessions read the same two rows, and each changes another one of them. No row is written twice, and the rule is broken all the same.',
	levels: ['repeatable read', 'serializable', 'read committed'],
	rounds: ['repeatable read', 'serializable'],
	setup: [
		'CREATE TABLE accounts (name TEXT PRIMARY KEY, balance INT8 NOT NULL)',
		'INSERT INTO accounts (name, balance) VALUES (\'giro\', 60), (\'savings\', 60)',
	],
	sessions: ['you', 'rival'],
	steps: [
		caption('Ada has a giro and a savings account, $60 on each. One of them may go below zero, as long as there is enough on both together.'),
		by('you', 'BEGIN'),
		by('you', sum, {...readSum, expect: {rows: [['120']]}}),
		by('rival', 'BEGIN'),
		by('rival', sum, {...readSum, expect: {rows: [['120']]}}),
		caption('Both see $120, and both pay out $100: you from one account, the rival from the other.'),
		by('you', 'UPDATE accounts SET balance = balance - 100 WHERE name = \'giro\'', {say: 'UPDATE giro − 100', expect: {waits: false, count: 1}}),
		by('rival', 'UPDATE accounts SET balance = balance - 100 WHERE name = \'savings\'', {say: 'UPDATE savings − 100', expect: {waits: false, count: 1}}),
		by('rival', 'COMMIT'),
		question(
			'Every statement of ours went through, and nobody wrote our row. Can COMMIT still fail?',
			'Yes, under SERIALIZABLE: only there does the server look at what was read, too. We read what the rival changed, and the rival read what we'
			+ ' changed: no order explains both. A retry loop with COMMIT outside of its try block misses this one.',
		),
		by('you', 'COMMIT', {expect: [{on: ['serializable'], fails: ['40001']}, {}]}),
		caption('Both committed. Each had been right by what it saw, and $80 are missing.', {notOn: ['serializable']}),
		backoff('you', {when: 'failed'}),
		by('you', 'BEGIN', {when: 'failed'}),
		by('you', sum, {...readSum, when: 'failed', expect: {rows: [['20']]}}),
		caption('$20 don\'t cover $100: this time the decision is another one.', {on: ['serializable']}),
		by('you', 'ROLLBACK', {when: 'failed'}),
	],
	checks: [{
		says: 'what there is on both accounts together, which may not be below zero',
		query: sum,
		expect: [
			{on: ['serializable'], rows: [['20']]},
			{rows: [['-80']], anomaly: 'The rule is broken, and no error told.'},
		],
	}],
};
