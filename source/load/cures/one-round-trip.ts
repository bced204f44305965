import type {Cure} from './cure.js';

/**
Nothing can be decided in between, so the tables decide: they refuse a balance below zero, and a ledger row without accounts,
and with that everything behind it, COMMIT included.
*/
export const oneRoundTrip: Cure = {
	name: 'one-round-trip',
	title: 'all in one round trip',
	explanation: 'Sends the whole transaction at once and lets the tables\' own conditions refuse what isn\'t covered: no time is lost between statements while rows are locked.',
	isOneEach: true,
	isStepwise: false,
	async open(...given) {
		const {openOneRoundTrip} = await import('./open-one-round-trip.js');
		return openOneRoundTrip(...given);
	},
};
