import type {Cure} from './cure.js';

/** The plain transfer behind a lock. */
export const forUpdate: Cure = {
	name: 'for-update',
	title: 'SELECT … FOR UPDATE',
	explanation: 'Locks both accounts first, so that others wait instead of working in vain; whoever waited for somebody who then commits may still have to begin anew.',
	isOneEach: true,
	isStepwise: true,
	refusal: ({database: {server: {engine: {hasRowLocks, title}}}}) => hasRowLocks
		? undefined
		: `${title} takes no locks: SELECT … FOR UPDATE makes nobody wait there, and reads one row at a time`,
	async open(...given) {
		const {openForUpdate} = await import('./open-for-update.js');
		return openForUpdate(...given);
	},
};
