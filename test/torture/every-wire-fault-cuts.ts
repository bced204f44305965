/**
When a line is cut:
- `unsent`: before a statement is sent, and whoever wanted to send it has heard of it;
- `before`: the driver has the statement, and the server never gets it;
- `during`: the server has done it, and its answer is lost;
- `after`: the answer is there, then the line goes, and the next statement finds it gone.
*/
export type When = 'unsent' | 'before' | 'during' | 'after';

/** In which attempt: in the first one that gets there; after the first cut, in one that makes the transfer again; in one that settles a doubt. */
export type Slot = 'first' | 'again' | 'settling';

export type Cut = {readonly slot: Slot; readonly step: string; readonly when: When};

const making = ['connect', 'begin', 'read-balance', 'debit', 'credit', 'write-ledger', 'commit'] as const;
const settlingMade = ['connect', 'begin', 'claim', 'look-up', 'commit'] as const;
const settlingNotMade = ['connect', 'begin', 'claim', 'read-balance', 'debit', 'credit', 'commit'] as const;

const cutsAt = (slot: Slot, steps: readonly string[]): Cut[] =>
	steps.flatMap(step => (['before', 'during', 'after'] as const).map(when => ({slot, step, when})));

/** What becomes of a cut, by the rules: only a COMMIT that was sent and not answered is in doubt. */
export type Fate = {
	/** How the attempt that was cut was judged; `none`: it did not fail. */
	readonly verdict: 'retry' | 'ambiguous' | 'none';
	readonly attempts: number;
	/** Whether what was in doubt was found to be committed. */
	readonly resolved: readonly boolean[];
};

export const fateOf = ({step, when}: Cut): Fate => {
	if (step !== 'commit' || when === 'unsent') {
		return {verdict: 'retry', attempts: 2, resolved: []};
	}

	return when === 'after' ? {verdict: 'none', attempts: 1, resolved: []} : {verdict: 'ambiguous', attempts: 2, resolved: [when === 'during']};
};

/** Each cut at each step. There is a ROLLBACK only after a conflict, so a rival is let in before it. */
export const singleCuts: readonly Cut[] = [
	...cutsAt('first', [...making, 'rollback']),
	...making.filter(step => step !== 'connect').map((step): Cut => ({slot: 'first', step, when: 'unsent'})),
];

/** The steps that are met after a cut. */
const secondsAfter = (cut: Cut): Cut[] => {
	const {verdict, resolved: [isMade]} = fateOf(cut);
	if (verdict === 'none') {
		return [];
	}

	// The rival that a ROLLBACK needs comes once.
	const again = cut.step === 'rollback' ? making : [...making, 'rollback'];
	return verdict === 'ambiguous' ? cutsAt('settling', isMade ? settlingMade : settlingNotMade) : cutsAt('again', again);
};

/** Each two cuts, the second one at each step that is met after the first. */
export const pairsOfCuts: ReadonlyArray<readonly [Cut, Cut]> = cutsAt('first', [...making, 'rollback'])
	.flatMap(first => secondsAfter(first).map(second => [first, second] as const));

export const nameOfCuts = (cuts: readonly Cut[]): string => cuts.map(({slot, step, when}) => `${slot} ${step} ${when}`).join(', ');
