import type {Contender} from './contender.js';
import type {Place, Results} from './results.js';

/** What the figures are held against. */
export type Verdict = {
	readonly what: string;
	readonly place: Place;
	readonly value: number;
	/** It should be at least this. */
	readonly target: number;
	/** Whose value it is. */
	readonly who: string;
};

/** Whoever is fairer than this lets everybody have a turn. */
const fair = 0.95;

type Input = {readonly contenders: readonly Contender[]; readonly results: Results};

/** The quickest of some: by the ratio to another one, or else by the rate. */
const quickest = (some: readonly Contender[], place: Place, results: Results, to?: Contender): Contender | undefined => {
	const figure = (each: Contender) => (to ? results.ratio(place, each, {to}) : results.rate(place, each))?.median ?? 0;
	return some.toSorted((a, b) => figure(b) - figure(a))[0];
};

/** Cures in which one transaction carries one transfer and everybody has a turn. */
const fairOnes = (place: Place, {contenders, results}: Input): Contender[] => contenders.filter(each =>
	(each.kind === 'ours' || each.kind === 'plain') && each.isOneEach && (results.jain(place, each)?.median ?? 0) >= fair);

type Target = {readonly what: string; readonly stage: string; readonly least: ReadonlyMap<number, number>; who(place: Place, input: Input): readonly Contender[]};

const ours = (_place: Place, {contenders}: Input) => contenders.filter(({kind}) => kind === 'ours' || kind === 'plain');
const plain = (_place: Place, {contenders}: Input) => contenders.filter(({kind}) => kind === 'plain');

/** By clients, how many times pgbench's rate. */
const targets: readonly Target[] = [
	{what: 'best cure, hot', stage: 'hot', least: new Map([[1, 1.3], [16, 20], [64, 50]]), who: ours},
	{what: 'best fair cure, one transaction each, hot', stage: 'hot', least: new Map([[1, 1.2], [16, 3.5], [64, 3.5]]), who: fairOnes},
	{what: 'best fair cure, one transaction each, spread', stage: 'spread', least: new Map([[1, 1], [16, 0.95], [64, 1.4]]), who: fairOnes},
	{what: 'plain, full jitter, spread', stage: 'spread', least: new Map([[1, 0.7], [16, 0.7], [64, 0.85]]), who: plain},
];

const againstC = (input: Input): Verdict[] => targets.flatMap(({what, stage, least, who}) => [...least].flatMap(([clients, target]) => {
	const place = {stage, clients};
	const {contenders, results} = input;
	const c = contenders.find(({kind}) => kind === 'c');
	const best = quickest(who(place, input), place, results, c);
	if (!c || !best) {
		return [];
	}

	const ratio = results.ratio(place, best, {to: c});
	return ratio ? [{what: `${what}, times pgbench`, place, value: ratio.median, target, who: best.title}] : [];
}));

const againstOthers = (input: Input): Verdict[] => ['hot', 'spread'].flatMap(stage => [1, 16, 64].flatMap(clients => {
	const place = {stage, clients};
	const {contenders, results} = input;
	const other = quickest(contenders.filter(({kind}) => kind === 'others'), place, results);
	const best = quickest(fairOnes(place, input), place, results, other);
	if (!other || !best) {
		return [];
	}

	const ratio = results.ratio(place, best, {to: other});
	return ratio ? [{what: `best fair cure, one transaction each, times ${other.title}`, place, value: ratio.median, target: 1, who: best.title}] : [];
}));

/** A fair cure on more accounts, and with more clients, than usual. */
const growth = ({contenders, results}: Input): Verdict[] => {
	const queue = contenders.find(({name}) => name === 'queue');
	const compare = (what: string, place: Place, {to, target}: {readonly to: Place; readonly target: number}): Verdict[] => {
		const ratio = queue && results.ratio(place, queue, {to: queue, toPlace: to});
		return queue && ratio ? [{what, place, value: ratio.median, target, who: queue.title}] : [];
	};

	const usual = {stage: 'spread', clients: 64};
	return [
		...compare('1,000,000 accounts, times 1,000', {stage: 'million', clients: 64}, {to: usual, target: 0.8}),
		...compare('1,000 clients, times 64', {stage: 'spread', clients: 1000}, {to: usual, target: 0.5}),
	];
};

export const judgeAll = (input: Input): Verdict[] => [...againstC(input), ...againstOthers(input), ...growth(input)].filter(({value}) => !Number.isNaN(value));
