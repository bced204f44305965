import {all, begin, commit, one, set, statement, told, type Anomaly} from './anomaly.js';

/** What every isolation level but READ UNCOMMITTED is to keep from happening. */
export const dirtyAnomalies: readonly Anomaly[] = [
	{
		name: 'G0',
		title: 'write cycles: two transactions\' writes to two rows are mixed',
		cases: [{
			name: 'two rows, written in the same order',
			steps: [
				...begin('T1', 'T2'),
				statement('T1', set(1, 11)),
				statement('T2', set(1, 12)),
				statement('T1', set(2, 21)),
				...commit('T1'),
				statement('T2', set(2, 22)),
				...commit('T2'),
				statement('T3', all, 'end'),
			],
			judge({rows, committed}) {
				const end = rows('end');
				const isMixed = !['1 => 11, 2 => 21', '1 => 12, 2 => 22'].includes(told(end));
				return {occurred: isMixed && committed('T1', 'T2'), saw: `at the end ${told(end)}`};
			},
		}],
	},
	{
		name: 'G1a',
		title: 'aborted reads: somebody reads what is rolled back later',
		cases: [{
			name: 'a write that is rolled back',
			steps: [
				...begin('T1', 'T2'),
				statement('T1', set(1, 101)),
				statement('T2', all, 'before'),
				statement('T1', 'ROLLBACK'),
				statement('T2', all, 'after'),
				...commit('T2'),
			],
			judge({rows, committed}) {
				const seen = [...rows('before'), ...rows('after')];
				return {occurred: seen.includes('1 => 101') && committed('T2'), saw: `T2 saw ${told(rows('before'))}, then ${told(rows('after'))}`};
			},
		}],
	},
	{
		name: 'G1b',
		title: 'intermediate reads: somebody reads what is overwritten before it is committed',
		cases: [{
			name: 'a write that is overwritten',
			steps: [
				...begin('T1', 'T2'),
				statement('T1', set(1, 101)),
				statement('T2', all, 'before'),
				statement('T1', set(1, 11)),
				...commit('T1'),
				statement('T2', all, 'after'),
				...commit('T2'),
			],
			judge({rows, committed}) {
				const seen = [...rows('before'), ...rows('after')];
				return {occurred: seen.includes('1 => 101') && committed('T2'), saw: `T2 saw ${told(rows('before'))}, then ${told(rows('after'))}`};
			},
		}],
	},
	{
		name: 'G1c',
		title: 'circular information flow: two transactions read each other\'s writes',
		cases: [{
			name: 'each reads what the other one wrote',
			steps: [
				...begin('T1', 'T2'),
				statement('T1', set(1, 11)),
				statement('T2', set(2, 22)),
				statement('T1', one(2), 'first'),
				statement('T2', one(1), 'second'),
				...commit('T1', 'T2'),
			],
			judge: ({rows, committed}) => ({
				occurred: rows('first').includes('2 => 22') && rows('second').includes('1 => 11') && committed('T1', 'T2'),
				saw: `T1 saw ${told(rows('first'))}, T2 saw ${told(rows('second'))}`,
			}),
		}],
	},
	{
		name: 'OTV',
		title: 'observed transaction vanishes: of a transaction that was seen, a part is not there',
		cases: [{
			name: 'three transactions on two rows',
			steps: [
				...begin('T1', 'T2', 'T3'),
				statement('T1', set(1, 11)),
				statement('T1', set(2, 19)),
				statement('T2', set(1, 12)),
				...commit('T1'),
				statement('T3', one(1), 'one'),
				statement('T2', set(2, 18)),
				statement('T3', one(2), 'two'),
				...commit('T2'),
				statement('T3', one(2), 'two again'),
				statement('T3', one(1), 'one again'),
				...commit('T3'),
			],
			judge({rows, committed}) {
				// T3 has seen T2's write to one row, and then, of the other one, something older.
				const sawT2 = rows('one').includes('1 => 12');
				const vanished = sawT2 && !rows('two').includes('2 => 18');
				const late = rows('two again').includes('2 => 18') && !rows('one again').includes('1 => 12');
				return {
					occurred: (vanished || late) && committed('T3'),
					saw: `T3 saw ${told([...rows('one'), ...rows('two')])}, then ${told([...rows('two again'), ...rows('one again')])}`,
				};
			},
		}],
	},
];
