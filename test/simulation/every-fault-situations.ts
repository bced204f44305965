import type {Strike} from './every-fault-weather.js';
import {kindsAt, type Judgement} from './every-fault-kinds.js';

/** How a transfer ends, and after how many attempts: `made 2`. */
export type Ending = `${'made' | 'made before' | 'refused' | 'failed' | 'deadline' | 'unknown'} ${number}`;

/** What is expected of a fault at some steps, by how it is to be judged. */
export type Row = {
	readonly at: readonly string[];
	readonly retry: Ending;
	readonly ambiguous: Ending;
	readonly final: Ending;
	/** The server does the COMMIT while the next attempt waits to find out about it, and is refused with 40001. */
	readonly late?: Ending;
	/** The answer comes, and then the line is cut. Default: as `retry`. */
	readonly answered?: Ending;
	/** What some kinds come to instead. */
	readonly but?: Readonly<Record<string, Ending>>;
	/** What the attempt ends with instead, whatever strikes: the work had ended before. */
	readonly verdict?: 'retry' | 'final' | 'none';
	/** What it ends with if the answer comes before the line is cut. */
	readonly answeredVerdict?: 'retry' | 'final' | 'none';
};

/** A transfer that meets all steps of one kind of course, if nothing strikes; and what is expected of it if something does. */
export type Situation = {
	readonly name: string;
	/** What has struck already. */
	readonly before?: readonly Strike[];
	/** A rival takes a cent from the payer, once, before our first debit. */
	readonly hasRival?: true;
	/** It was made before, and is asked for again. */
	readonly isAgain?: true;
	/** Whoever asks says that they do so again. */
	readonly isRepeated?: true;
	/** The payer has too little, or has too little left. */
	readonly isUncovered?: true;
	/** There is no time to wait until an old session has ended. */
	readonly isHurried?: true;
	readonly undisturbed: Ending;
	readonly rows: readonly Row[];
	/**
	Where the first fault of a pair strikes: `all` or some steps. Default: all, but only on request, because another fault, or
	a rival, has struck before it already: it is one of three.
	*/
	readonly firsts?: 'all' | readonly string[];
	/** No pairs: its steps are those of other situations. */
	readonly isSingle?: true;
};

const struck = (name: string): readonly Strike[] => kindsAt('commit').filter(kind => kind.name === name).map(kind => ({at: '1.commit', kind}));

const in1 = (...steps: readonly string[]): string[] => steps.map(step => `1.${step}`);
const in2 = (...steps: readonly string[]): string[] => steps.map(step => `2.${step}`);

/** All that leaves a session behind of which the server doesn't know that it is over. */
const cutOff = ['cut before', 'cut long before', 'cut during', 'cut unheard', 'cut after', 'timeout'] as const;

/** What some kinds come to where an old session is waited for in vain. */
const waiting = (ending: Ending, ...kinds: readonly string[]): Record<string, Ending> => Object.fromEntries(kinds.map(kind => [kind, ending]));

/** It makes no difference any more. */
const decided = (ending: Ending) => ({retry: ending, ambiguous: ending, final: ending, late: ending, answered: ending}) satisfies Partial<Row>;

/**
What each fault comes to, at each step of each course. The rules: what surely did not commit is made again, and costs an
attempt; what may have committed is found out, and costs one; what is final ends it, unless a COMMIT is still in doubt; and
once the answer is known nothing matters any more.
*/
export const situations: readonly Situation[] = [
	{
		name: 'plain',
		undisturbed: 'made 1',
		firsts: 'all',
		rows: [
			{at: in1('connect', 'begin', 'read-balance', 'debit', 'credit', 'write-ledger'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1'},
			{at: in1('commit'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1', late: 'made 3', answered: 'made 1'},
		],
	},
	{
		name: 'conflict',
		hasRival: true,
		undisturbed: 'made 2',
		// Only here is there a ROLLBACK without a fault.
		firsts: in1('rollback'),
		rows: [
			// The first attempt ends before the rival comes, so the second meets it; but one in doubt claims first, and still does.
			{at: in1('connect', 'begin', 'read-balance'), retry: 'made 3', ambiguous: 'made 3', final: 'failed 1'},
			// It strikes in place of the conflict.
			{at: in1('debit'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1'},
			{at: in1('rollback'), ...decided('made 2'), verdict: 'retry', answeredVerdict: 'retry'},
			{at: in2('connect', 'begin', 'read-balance', 'debit', 'credit', 'write-ledger'), retry: 'made 3', ambiguous: 'made 3', final: 'failed 2'},
			{at: in2('commit'), retry: 'made 3', ambiguous: 'made 3', final: 'failed 2', late: 'made 4', answered: 'made 2'},
		],
	},
	{
		name: 'in doubt, and made',
		before: struck('cut during'),
		undisturbed: 'made 2',
		rows: [
			// As long as it is in doubt, nothing is final.
			{at: in2('connect', 'begin', 'claim'), retry: 'made 3', ambiguous: 'made 3', final: 'made 3'},
			{at: in2('look-up'), retry: 'made 3', ambiguous: 'made 3', final: 'made 3', answered: 'made 2'},
			{at: in2('commit'), ...decided('made 2')},
		],
	},
	{
		name: 'in doubt, and not made',
		before: struck('cut before'),
		undisturbed: 'made 2',
		rows: [
			{at: in2('connect', 'begin', 'claim'), retry: 'made 3', ambiguous: 'made 3', final: 'made 3'},
			// The claim has told that it was not made: from here on it is a transfer like any other.
			{at: in2('read-balance', 'debit', 'credit'), retry: 'made 3', ambiguous: 'made 3', final: 'failed 2'},
			{at: in2('commit'), retry: 'made 3', ambiguous: 'made 3', final: 'failed 2', late: 'made 4', answered: 'made 2'},
		],
	},
	{
		name: 'in a hurry',
		isHurried: true,
		undisturbed: 'made 1',
		firsts: in1('commit'),
		rows: [
			{at: in1('connect', 'begin', 'read-balance'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1'},
			// Who was cut off once they have debited holds the payer's row until the server finds out.
			{
				at: in1('debit'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1', but: waiting('deadline 2', 'cut during', 'cut unheard', 'cut after'),
			},
			{at: in1('credit', 'write-ledger'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1', but: waiting('deadline 2', ...cutOff)},
			{
				at: in1('commit'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1', late: 'unknown 2', answered: 'made 1',
				// Time is over while the claim waits, and still it is answered: so it is known that nothing was made.
				but: waiting('deadline 2', 'cut before', '40003 not done later', '08007 not done later'),
			},
		],
	},
	{
		name: 'said to be repeated',
		isRepeated: true,
		isSingle: true,
		undisturbed: 'made 1',
		rows: [
			{at: in1('connect', 'begin', 'claim', 'read-balance', 'debit', 'credit'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1'},
			{at: in1('commit'), retry: 'made 2', ambiguous: 'made 2', final: 'failed 1', late: 'made 3', answered: 'made 1'},
		],
	},
	{
		name: 'asked for again, and said to be repeated',
		isAgain: true,
		isRepeated: true,
		isSingle: true,
		undisturbed: 'made before 1',
		rows: [
			// Whoever was in doubt and finds it in the ledger takes it for their own.
			{at: in1('connect', 'begin', 'claim', 'look-up'), retry: 'made before 2', ambiguous: 'made 2', final: 'failed 1'},
			{at: in1('commit'), retry: 'made before 2', ambiguous: 'made 2', final: 'failed 1', answered: 'made before 1'},
		],
	},
	{
		name: 'asked for again',
		isAgain: true,
		isSingle: true,
		undisturbed: 'made before 1',
		rows: [
			{at: in1('connect', 'begin', 'read-balance', 'debit', 'credit'), retry: 'made before 2', ambiguous: 'made 2', final: 'failed 1'},
			// The key is there already: whoever heard that looks it up, over another connection.
			{at: in1('write-ledger'), retry: 'made before 2', ambiguous: 'made 2', final: 'failed 1', answered: 'made before 1', answeredVerdict: 'final'},
			{at: in1('rollback'), ...decided('made before 1'), verdict: 'final', answeredVerdict: 'final'},
			// Looking it up tells no events. Where it fails for good, the first answer stands: the key is there already.
			{at: in2('connect', 'begin'), retry: 'made before 1', ambiguous: 'failed 1', final: 'failed 1', verdict: 'none', answeredVerdict: 'none'},
			{at: in2('look-up'), retry: 'made before 1', ambiguous: 'failed 1', final: 'failed 1', verdict: 'none', answeredVerdict: 'none'},
			{at: in2('commit'), ...decided('made before 1'), verdict: 'none', answeredVerdict: 'none'},
		],
	},
	{
		name: 'not covered',
		isUncovered: true,
		isSingle: true,
		undisturbed: 'refused 1',
		rows: [
			{at: in1('connect', 'begin'), retry: 'refused 2', ambiguous: 'refused 2', final: 'failed 1'},
			{at: in1('read-balance'), retry: 'refused 2', ambiguous: 'refused 2', final: 'failed 1', answered: 'refused 1', answeredVerdict: 'none'},
			{at: [...in1('rollback'), ...in2('connect', 'begin', 'look-up', 'commit')], ...decided('refused 1'), verdict: 'none', answeredVerdict: 'none'},
		],
	},
	{
		name: 'not covered when asked for again',
		isAgain: true,
		isUncovered: true,
		isSingle: true,
		undisturbed: 'made before 1',
		rows: [
			{at: in1('connect', 'begin'), retry: 'made before 2', ambiguous: 'made 2', final: 'failed 1'},
			{at: in1('read-balance'), retry: 'made before 2', ambiguous: 'made 2', final: 'failed 1', answered: 'made before 1', answeredVerdict: 'none'},
			{at: in1('rollback'), ...decided('made before 1'), verdict: 'none', answeredVerdict: 'none'},
			{at: in2('connect', 'begin', 'look-up'), retry: 'made before 1', ambiguous: 'refused 1', final: 'refused 1', verdict: 'none', answeredVerdict: 'none'},
			{at: in2('commit'), ...decided('made before 1'), verdict: 'none', answeredVerdict: 'none'},
		],
	},
];

export type Expected = {readonly ending: Ending; readonly verdict: Judgement};

/** What the table says about a fault. */
export const expected = ({rows}: Situation, {at, kind}: Strike): Expected | undefined => {
	const row = rows.find(each => each.at.includes(at));
	if (!row) {
		return undefined;
	}

	if (kind.name === 'cut after' && !at.endsWith('.connect')) {
		return {
			ending: row.answered ?? row.but?.[kind.name] ?? row.retry,
			verdict: row.answeredVerdict ?? (at.endsWith('.commit') ? 'none' : 'retry'),
		};
	}

	const {judged, isLate = false, name} = kind;
	return {
		ending: row.but?.[name] ?? (isLate ? row.late : undefined) ?? row[judged === 'none' ? 'retry' : judged],
		verdict: row.verdict ?? judged,
	};
};
