import type {Cure} from './cure.js';

/** Whoever comes while a transaction is under way shares the next one. */
export const combine: Cure = {
	name: 'combine',
	title: 'many transfers in one transaction',
	explanation: 'Gathers what is asked for while a transaction is under way and makes all of it in the next one: each transfer keeps its own ledger row, but they commit together.',
	isOneEach: false,
	isStepwise: false,
	async open(...given) {
		const {openCombine} = await import('./open-combine.js');
		return openCombine(...given);
	},
};
