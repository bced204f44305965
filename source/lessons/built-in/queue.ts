import type {Lesson} from '../lesson.js';
import {caption, question, storm} from '../steps.js';

const crowd = {policy: 'full', base: 10, cap: 1000, clients: 16, accounts: 1000, hot: '1', duration: 3000};

const [atOnce, backingOff, queueing] = ['retried at once', 'with backoff', 'in a queue'] as const;

export const queue: Lesson = {
	name: 'queue',
	title: 'Retries are unfair, a queue isn\'t',
	look: 'Sixteen clients want the same account, again and again. Look at the commits, and then at who gets them: fairness is 1.00 when all get the same, and 0.06 when one has it all.',
	levels: ['serializable'],
	rounds: ['serializable'],
	setup: [],
	sessions: [],
	steps: [
		caption('Whoever is refused tries again at once.'),
		storm(atOnce, {...crowd, cure: 'read-then-write', policy: 'none'}),
		caption('Now whoever is refused waits: full jitter, from 10 ms up to a second.'),
		storm(backingOff, {...crowd, cure: 'read-then-write'}),
		caption('At last nobody meets anybody in the database: the program has a queue for each account, and sends one transfer behind the other.'),
		question(
			'Backoff makes it faster: who pays for that? And what of a queue?',
			'Those who wait. While fifteen sleep, one has the account for itself and commits transfer after transfer; it never waits, so it never'
			+ ' stops. In a queue nobody is refused and nobody sleeps: each client is served in its turn, and hardly anything is done twice.',
		),
		storm(queueing, {...crowd, cure: 'queue'}),
	],
	checks: [],
	comparisons: [
		{says: 'commits a second, for those who wait and for those who try again at once', figure: 'commits', of: backingOff, is: 'more', than: atOnce},
		{says: 'fairness, in a queue and with backoff', figure: 'fairness', of: queueing, is: 'more', than: backingOff, times: 1.2},
		{says: 'fairness in a queue', figure: 'fairness', of: queueing, is: 'more', than: 0.9},
		{says: 'attempts for each transfer in a queue', figure: 'attempts', of: queueing, is: 'less', than: 1.1},
	],
};
