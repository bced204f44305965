import type {Cure} from '../cures/cure.js';

/**
Wrong on purpose, and the lab's own: the bank makes no transfer this way. From REPEATABLE READ on the server refuses what it would
lose; under READ COMMITTED nobody does, and nothing fails.
*/
export const readModifyWrite: Cure = {
	name: 'read-modify-write',
	title: 'read-modify-write',
	explanation: 'Wrong on purpose: computes both balances in the program and writes them as values. Under READ COMMITTED that writes over what others wrote meanwhile, and no error tells.',
	isOneEach: true,
	isStepwise: true,
	async open(...given) {
		const {openReadModifyWrite} = await import('./open-read-modify-write.js');
		return openReadModifyWrite(...given);
	},
};
