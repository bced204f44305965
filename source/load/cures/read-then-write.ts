import type {Cure} from './cure.js';

/** The plain transfer, as the bank makes it: statement by statement, retried with backoff. */
export const readThenWrite: Cure = {
	name: 'read-then-write',
	title: 'read-then-write',
	explanation: 'Reads, decides, writes, and is made anew when somebody was faster: nothing waits for a lock, and what was done in vain is thrown away.',
	isOneEach: true,
	isStepwise: true,
	async open(...given) {
		const {openReadThenWrite} = await import('./open-read-then-write.js');
		return openReadThenWrite(...given);
	},
};
