import type {TransferOptions} from '../../source/bank/make-transfer.js';
import type {Transfer} from '../../source/bank/transfer.js';
import {isolationLevels} from '../../source/transactions/isolation.js';
import {policies} from '../../source/transactions/policies/index.js';
import type {Chance} from './chance.js';

/** One transfer, asked for once. */
export type Ask = {
	/** As histories call it. */
	readonly name: string;
	readonly transfer: Transfer;
	readonly options: Pick<TransferOptions, 'policy' | 'base' | 'cap' | 'maxAttempts' | 'deadline' | 'isolation' | 'isRepeated' | 'rivals' | 'rivalsPay'>;
	/** Somebody hears what happens. Where nobody does, statements whose answers decide nothing go along with the next ones. */
	readonly isWatched: boolean;
	/** Whoever asks changes their mind after so many ms. Infinity: never. */
	readonly abortAfter: number;
	/** In ms, before it is asked for. */
	readonly pause: number;
};

export type Plan = {
	/** Accounts, and what they begin with. */
	readonly opening: ReadonlyMap<string, bigint>;
	readonly asks: readonly Ask[];
	/** How many clients the pool has. */
	readonly poolSize: number;
};

/** An id that is the seed's, in the form of a UUID. */
const idOf = (chance: Chance, place: number): string =>
	`${String(chance.below(1e8)).padStart(8, '0')}-0000-4000-8000-${String(place).padStart(12, '0')}`;

const drawOptions = (chance: Chance, isRepeated: boolean, accounts: readonly string[]): Ask['options'] => ({
	policy: chance.pick(policies),
	base: chance.pick([1, 5, 50]),
	cap: chance.pick([20, 500, 5000]),
	maxAttempts: chance.pick([1, 3, 10, 40]),
	deadline: chance.pick([200, 3000, 30_000, Infinity]),
	isolation: chance.pick([...isolationLevels, 'serializable'] as const),
	isRepeated,
	rivals: chance.happens(0.05) ? 1 + chance.below(2) : 0,
	rivalsPay: chance.pick(accounts),
});

const drawAsk = (chance: Chance, name: string, transfer: Transfer, options: Ask['options']): Ask => ({
	name,
	transfer,
	options,
	// What becomes of rivals is known by what is heard.
	isWatched: chance.happens(0.5) || (options.rivals ?? 0) > 0,
	abortAfter: chance.happens(0.04) ? chance.between(0, 200) : Infinity,
	pause: chance.happens(0.3) ? chance.between(0, 30) : 0,
});

/** Asks again, with the same id and content, for some of what was asked for: at once, or at some later time. */
const someAgain = (chance: Chance, asks: readonly Ask[], accounts: readonly string[]): Ask[] => {
	const all = [...asks];
	const repeated = asks.filter(() => chance.happens(0.15));
	for (const ask of repeated) {
		const again = drawAsk(chance, `${ask.name} again`, ask.transfer, drawOptions(chance, chance.happens(0.5), accounts));
		const next = all.indexOf(ask) + 1;
		all.splice(chance.happens(0.5) ? next : next + chance.below(all.length + 1 - next), 0, again);
	}

	return all;
};

/** What is asked for: amounts that are often not covered, now and then somebody who isn't there, and some of it twice. */
export const drawPlan = (chance: Chance, transfers: number): Plan => {
	const accounts = Array.from({length: 5}, (_, place) => idOf(chance, place));
	const nobody = idOf(chance, accounts.length);
	const opening = new Map(accounts.map(id => [id, BigInt(chance.below(2000))]));
	const asks: Ask[] = [];
	for (let place = 0; place < transfers; place++) {
		const from = chance.happens(0.005) ? nobody : chance.pick(accounts);
		const to = from !== nobody && chance.happens(0.005) ? nobody : chance.pick(accounts.filter(id => id !== from));
		const transfer = {id: idOf(chance, 100 + place), from, to, cents: BigInt(1 + chance.below(600))};
		asks.push(drawAsk(chance, String(place), transfer, drawOptions(chance, chance.happens(0.1), accounts)));
	}

	return {opening, asks: someAgain(chance, asks, accounts), poolSize: chance.pick([5, 9, 20])};
};
