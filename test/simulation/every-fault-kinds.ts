import type {Fault, Refusal} from './weather.js';

/**
How a fault is to be judged, by the rules for retries. They are written down here by hand, code by code, so that what the
program makes of a code is held against something that is not the program.
*/
export type Judgement =
	/** Surely not committed, and worth another attempt. */
	| 'retry'
	/** It may have committed: to be looked up. */
	| 'ambiguous'
	/** Another attempt can't help. */
	| 'final'
	/** It does not matter any more: what was asked has been answered. */
	| 'none';

/** What becomes of a COMMIT that the server answers with an error. */
export type Fate = 'done' | 'not done' | 'done later' | 'not done later';

/** One way in which one step of a transfer can go wrong. */
export type Kind = {
	readonly name: string;
	/** What strikes a statement. */
	readonly fault?: Fault;
	/** What strikes who asks for a connection. */
	readonly refusal?: Refusal;
	readonly judged: Judgement;
	readonly fate?: Fate;
	/** The server does the COMMIT only once somebody already waits to find out about it. */
	readonly isLate?: true;
};

type CodeRule = {readonly code: string; readonly work: Judgement; readonly commit: Judgement; readonly fates?: readonly Fate[]};

const rolledBack: readonly string[] = ['40001', '40P01'];
const sessionEnded: readonly string[] = ['08000', '08001', '08003', '08004', '08006', '57P01', '57P02', '57P03', '53300', '25P03'];
const unknownToServer: readonly string[] = ['40003', '08007'];
const refused: readonly string[] = ['22003', '23502', '23514', '25006', '28P01', '3D000', '42501', '42P01', '53100', '57014', 'P0001'];

/** Each code, and what it comes to before COMMIT is sent and after. */
export const codes: readonly CodeRule[] = [
	...rolledBack.map(code => ({code, work: 'retry', commit: 'retry'}) satisfies CodeRule),
	...sessionEnded.map(code => ({code, work: 'retry', commit: 'ambiguous', fates: ['done', 'not done']}) satisfies CodeRule),
	...unknownToServer.map(code => ({
		code, work: 'ambiguous', commit: 'ambiguous', fates: ['done', 'not done', 'done later', 'not done later'],
	}) satisfies CodeRule),
	...refused.map(code => ({code, work: 'final', commit: 'final'}) satisfies CodeRule),
	// CockroachDB: committed, but a schema change failed. It has no business anywhere but at COMMIT.
	{code: 'XXA00', work: 'final', commit: 'ambiguous', fates: ['done']},
];

const codeKinds = (judged: 'work' | 'commit'): Kind[] => codes.map(rule => ({
	name: rule.code, fault: {type: 'code', code: rule.code}, refusal: {type: 'code', code: rule.code}, judged: rule[judged],
}));

const atConnect: readonly Kind[] = [
	{name: 'cut before', refusal: {type: 'refused'}, judged: 'retry'},
	{name: 'cut during', refusal: {type: 'cut', when: 'during'}, judged: 'retry'},
	{name: 'cut after', refusal: {type: 'cut', when: 'answered'}, judged: 'retry'},
	{name: 'timeout', refusal: {type: 'timeout'}, judged: 'retry'},
	...codeKinds('work'),
];

const atStatement: readonly Kind[] = [
	{name: 'cut before', fault: {type: 'cut', when: 'before'}, judged: 'retry'},
	{name: 'cut long before', fault: {type: 'cut', when: 'early'}, judged: 'retry'},
	{name: 'cut during', fault: {type: 'cut', when: 'during'}, judged: 'retry'},
	{name: 'cut unheard', fault: {type: 'cut', when: 'after'}, judged: 'retry'},
	{name: 'cut after', fault: {type: 'cut', when: 'answered'}, judged: 'retry'},
	{name: 'timeout', fault: {type: 'timeout'}, judged: 'retry'},
	...codeKinds('work'),
];

const atCommit: readonly Kind[] = [
	{name: 'cut before', fault: {type: 'cut', when: 'before'}, judged: 'ambiguous'},
	{name: 'cut long before', fault: {type: 'cut', when: 'early'}, judged: 'ambiguous', isLate: true},
	{name: 'cut during', fault: {type: 'cut', when: 'during'}, judged: 'ambiguous'},
	{name: 'cut unheard', fault: {type: 'cut', when: 'after'}, judged: 'ambiguous'},
	{name: 'cut after', fault: {type: 'cut', when: 'answered'}, judged: 'none'},
	{name: 'timeout', fault: {type: 'timeout'}, judged: 'ambiguous', isLate: true},
	// Something had failed that nobody was told of.
	{name: 'answered with ROLLBACK', fault: {type: 'rolled-back'}, judged: 'final'},
	...codes.flatMap(({code, commit, fates = [undefined]}) => fates.map((fate): Kind => ({
		name: fate === undefined ? code : `${code} ${fate}`,
		fault: {type: 'code', code},
		judged: commit,
		...(fate !== undefined && {fate}),
		...(fate === 'done later' && {isLate: true}),
	}))),
];

/** All that can go wrong at a step. */
export const kindsAt = (step: string): readonly Kind[] => {
	if (step === 'connect') {
		return atConnect;
	}

	return step === 'commit' ? atCommit : atStatement;
};
