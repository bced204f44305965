import type {IsolationLevel} from '../../transactions/isolation.js';
import {none} from '../../transactions/policies/none.js';
import type {BackoffPolicy} from '../../transactions/policies/policy.js';
import type {Cure} from '../cures/cure.js';
import {readThenWrite} from '../cures/read-then-write.js';
import {labCures} from './lab-cures.js';
import type {PolicyChoice} from './policy-choice.js';
import {readModifyWrite} from './read-modify-write.js';

/** One way of making transfers, as the lab measures it. Times in ms. */
export type LabCell = {
	/** Of all cells of a lab the only one of that name. */
	readonly name: string;
	readonly cure: Cure;
	readonly policy: BackoffPolicy;
	readonly base: number;
	readonly cap: number;
	/** The level that is asked for. */
	readonly isolation: IsolationLevel;
};

/** What somebody wants compared; what isn't said is chosen so that the answer is of use. */
export type CellChoice = {
	readonly cures?: readonly Cure[] | undefined;
	readonly policies?: readonly PolicyChoice[] | undefined;
	readonly isolations?: readonly IsolationLevel[] | undefined;
	/** What goes for cells of which nothing else is said. */
	readonly usual: {readonly policy: BackoffPolicy; readonly base: number; readonly cap: number; readonly isolation: IsolationLevel};
};

/** How much shorter the longest wait of the other backoff is that is compared: the cap decides between speed and fairness. */
const shorter = 10;

/** Without a choice the plain transfer shows what backoff does; the other cures hardly need any. */
const policiesFor = (cure: Cure, {policies, usual: {policy, base, cap}}: CellChoice): readonly PolicyChoice[] => {
	if (policies) {
		return policies;
	}

	return cure === readThenWrite && policy !== none ? [{policy: none}, {policy}, {policy, cap: Math.max(base, cap / shorter)}] : [{policy}];
};

/** Without a choice READ COMMITTED is there for what it does to the plain transfer, and to the wrong one. */
const isolationsFor = (cure: Cure, {policy, cap}: PolicyChoice, {isolations, policies, usual}: CellChoice): readonly IsolationLevel[] => {
	if (isolations) {
		return isolations;
	}

	if (cure === readModifyWrite) {
		return ['read committed'];
	}

	const isUsual = policies ? policy === policies[0]?.policy : policy === usual.policy && cap === undefined;
	return cure === readThenWrite && isUsual && usual.isolation !== 'read committed' ? [usual.isolation, 'read committed'] : [usual.isolation];
};

/** The cells of a lab, by cure, policy and isolation level, in the order in which they were chosen; the stricter levels first. */
export const chooseCells = (choice: CellChoice): LabCell[] => {
	const {usual} = choice;
	const cells = (choice.cures ?? labCures).flatMap(cure => policiesFor(cure, choice).flatMap(chosen =>
		isolationsFor(cure, chosen, choice).map((isolation): LabCell => {
			const {policy, base = Math.min(usual.base, chosen.cap ?? Infinity), cap = Math.max(usual.cap, chosen.base ?? 0)} = chosen;
			return {name: `${cure.name} ${policy.name}:${base}ms-${cap}ms ${isolation.replaceAll(' ', '-')}`, cure, policy, base, cap, isolation};
		})));
	const strict = cells.filter(({isolation}) => isolation !== 'read committed');
	const lax = cells.filter(({isolation}) => isolation === 'read committed');
	return new Map([...strict, ...lax].map(cell => [cell.name, cell])).values().toArray();
};
