import {all, begin, commit, one, set, statement, told, type Anomaly} from './anomaly.js';

const threes = 'SELECT id, value FROM test WHERE value % 3 = 0 ORDER BY id';
const both = 'SELECT id, value FROM test WHERE id IN (1, 2) ORDER BY id';

/** What tells isolation levels apart. */
export const skewAnomalies: readonly Anomaly[] = [
	{
		name: 'PMP',
		title: 'predicate-many-preceders: the rows that fit a condition change in the middle',
		cases: [
			{
				name: 'read twice',
				steps: [
					...begin('T1', 'T2'),
					statement('T1', 'SELECT id, value FROM test WHERE value = 30', 'first'),
					statement('T2', 'INSERT INTO test (id, value) VALUES (3, 30)'),
					...commit('T2'),
					statement('T1', threes, 'second'),
					...commit('T1'),
				],
				judge: ({rows, committed}) => ({
					occurred: rows('second').includes('3 => 30') && committed('T1', 'T2'),
					saw: `T1 saw ${told(rows('first'))}, then ${told(rows('second'))}`,
				}),
			},
			{
				name: 'written by a condition',
				steps: [
					...begin('T1', 'T2'),
					statement('T1', 'UPDATE test SET value = value + 10 WHERE id > 0'),
					statement('T2', 'DELETE FROM test WHERE value = 20', 'delete'),
					...commit('T1'),
					statement('T2', 'SELECT id, value FROM test WHERE value = 20', 'left'),
					...commit('T2'),
				],
				judge: ({rows, count, committed}) => ({
					occurred: rows('left').includes('1 => 20') && committed('T1', 'T2'),
					saw: count('delete') === undefined ? 'T2\'s DELETE was not done' : `T2 deleted ${count('delete')} rows where the value is 20, and then saw ${told(rows('left'))}`,
				}),
			},
		],
	},
	{
		name: 'P4',
		title: 'lost update: both write what they computed from the same value',
		cases: [{
			name: 'both read, both write',
			steps: [
				...begin('T1', 'T2'),
				statement('T1', one(1), 'first'),
				statement('T2', one(1), 'second'),
				statement('T1', set(1, 11), 'write one'),
				statement('T2', set(1, 11), 'write two'),
				...commit('T1', 'T2'),
			],
			judge: ({rows, committed}) => ({
				occurred: committed('T1', 'T2'),
				saw: `both saw ${told(rows('first'))}${committed('T1', 'T2') ? ', both wrote 11, and both committed' : ''}`,
			}),
		}],
	},
	{
		name: 'G-single',
		title: 'read skew: one transaction sees a part of another one, and not the rest',
		cases: [
			{
				name: 'two rows',
				steps: [
					...begin('T1', 'T2'),
					statement('T1', one(1), 'first'),
					statement('T2', both),
					statement('T2', set(1, 12)),
					statement('T2', set(2, 18)),
					...commit('T2'),
					statement('T1', one(2), 'second'),
					...commit('T1'),
				],
				judge: ({rows, committed}) => ({
					occurred: rows('first').includes('1 => 10') && rows('second').includes('2 => 18') && committed('T1', 'T2'),
					saw: `T1 saw ${told([...rows('first'), ...rows('second')])}`,
				}),
			},
			{
				name: 'conditions',
				steps: [
					...begin('T1', 'T2'),
					statement('T1', 'SELECT id, value FROM test WHERE value % 5 = 0 ORDER BY id', 'first'),
					statement('T2', 'UPDATE test SET value = 12 WHERE value = 10'),
					...commit('T2'),
					statement('T1', threes, 'second'),
					...commit('T1'),
				],
				judge: ({rows, committed}) => ({
					occurred: rows('second').includes('1 => 12') && committed('T1', 'T2'),
					saw: `T1 saw ${told(rows('first'))}, then ${told(rows('second'))}`,
				}),
			},
			{
				name: 'a write by a condition',
				steps: [
					...begin('T1', 'T2'),
					statement('T1', one(1), 'first'),
					statement('T2', all),
					statement('T2', set(1, 12)),
					statement('T2', set(2, 18)),
					...commit('T2'),
					statement('T1', 'DELETE FROM test WHERE value = 20', 'delete'),
					...commit('T1'),
				],
				judge: ({rows, count, committed}) => ({
					// T1 read what was before T2, and deleted by what was after it.
					occurred: rows('first').includes('1 => 10') && count('delete') === 0 && committed('T1', 'T2'),
					saw: `T1 saw ${told(rows('first'))}${count('delete') === undefined ? '' : `, and deleted ${count('delete')} rows where the value was 20`}`,
				}),
			},
		],
	},
	{
		name: 'G2-item',
		title: 'write skew: both read both rows, and each writes another one',
		cases: [{
			name: 'two rows',
			steps: [
				...begin('T1', 'T2'),
				statement('T1', both, 'first'),
				statement('T2', both, 'second'),
				statement('T1', set(1, 11)),
				statement('T2', set(2, 21)),
				...commit('T1', 'T2'),
			],
			judge: ({rows, committed}) => ({
				occurred: committed('T1', 'T2'),
				saw: `both saw ${told(rows('first'))}${committed('T1', 'T2') ? ', and both committed' : ''}`,
			}),
		}],
	},
	{
		name: 'G2',
		title: 'anti-dependency cycles: write skew on conditions, or over three transactions',
		cases: [
			{
				name: 'both insert what the other one looked for',
				steps: [
					...begin('T1', 'T2'),
					statement('T1', threes, 'first'),
					statement('T2', threes, 'second'),
					statement('T1', 'INSERT INTO test (id, value) VALUES (3, 30)'),
					statement('T2', 'INSERT INTO test (id, value) VALUES (4, 42)'),
					...commit('T1', 'T2'),
				],
				judge: ({rows, committed}) => ({
					occurred: committed('T1', 'T2'),
					saw: `both saw ${told(rows('first'))}${committed('T1', 'T2') ? ', and both committed' : ''}`,
				}),
			},
			{
				name: 'a reader who sees the second and not the first',
				steps: [
					...begin('T1'),
					statement('T1', all, 'first'),
					...begin('T2'),
					statement('T2', 'UPDATE test SET value = value + 5 WHERE id = 2'),
					...commit('T2'),
					...begin('T3'),
					statement('T3', all, 'third'),
					...commit('T3'),
					statement('T1', set(1, 0)),
					...commit('T1'),
				],
				judge: ({rows, committed}) => ({
					occurred: rows('first').includes('2 => 20') && rows('third').includes('2 => 25') && committed('T1', 'T2', 'T3'),
					saw: `T1 saw ${told(rows('first'))}, T3 saw ${told(rows('third'))}`,
				}),
			},
		],
	},
];
