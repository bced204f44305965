import type {Cure} from './cure.js';

/** The decision is the statement's own: nothing is read here, and so nothing that was read here can be out of date. */
export const conditional: Cure = {
	name: 'conditional',
	title: 'one conditional statement',
	explanation: 'Lets the database decide and write in one statement, a transaction by itself: the time in which somebody else can come in between is as short as it gets.',
	isOneEach: true,
	isStepwise: false,
	async open(...given) {
		const {openConditional} = await import('./open-conditional.js');
		return openConditional(...given);
	},
};
