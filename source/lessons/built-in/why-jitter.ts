import type {Lesson} from '../lesson.js';
import {caption, question, storm} from '../steps.js';

/** All of them at once, each for one transfer: what a server meets that was away for a moment. */
const herd = {cure: 'read-then-write', base: 20, cap: 500, clients: 12, accounts: 1000, hot: '1', duration: 15_000, each: 1, gap: 10};

export const whyJitter: Lesson = {
	name: 'why-jitter',
	title: 'Why jitter',
	look: 'Twelve clients come at the same moment, each for one transfer from the same account. Look at the retries, and at the time until the last is through.',
	levels: ['serializable'],
	rounds: ['serializable'],
	setup: [],
	sessions: [],
	steps: [
		caption('Every statement is held for 10 ms, as a network would hold it, so that transactions overlap. First all wait as exponential backoff has it: 40 ms, 80, 160, up to 500 ms, exactly.'),
		storm('without jitter', {...herd, policy: 'exponential'}),
		caption('Twelve in step: one gets through at each turn, and the others come back together, to meet again. That is 12 + 11 + … + 1 = 78 attempts, or 6.50 for each transfer.'),
		question(
			'The second herd waits a random time between nothing and the same 40, 80, 160 ms. It waits less. Will there be more retries, or fewer?',
			'Fewer, and it is over several times sooner. Whoever waits for a random time comes alone, and is through at the first try; whoever waits in'
			+ ' step with the others finds all of them there again. The exponent alone doesn\'t part them: it only makes the herd come less often.',
		),
		storm('with jitter', {...herd, policy: 'full'}),
	],
	checks: [],
	comparisons: [
		{says: 'time until all were through', figure: 'elapsed', of: 'without jitter', is: 'more', than: 'with jitter', times: 1.5},
		{says: 'attempts for each transfer', figure: 'attempts', of: 'without jitter', is: 'more', than: 'with jitter', times: 1.15},
	],
};
