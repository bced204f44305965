import type {Cure} from './cure.js';

/** A queue for each account, here in the program: whoever would meet in the database goes there in turn. */
export const queue: Cure = {
	name: 'queue',
	title: 'a queue per account',
	explanation: 'Sends transfers of the same account one behind the other on one connection, without waiting for answers: within this program nobody conflicts, and everybody gets a turn.',
	isOneEach: true,
	isStepwise: false,
	async open(...given) {
		const {openQueue} = await import('./open-queue.js');
		return openQueue(...given);
	},
};
