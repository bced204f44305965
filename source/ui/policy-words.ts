/** What each backoff policy does, in a sentence, by its name. */
const sentences: Readonly<Record<string, string>> = {
	none: 'Begins anew at once: all who were refused try again together.',
	constant: 'Waits for the same time after each failure: those who collided once collide again.',
	exponential: 'Waits twice as long after each failure, up to the cap: without jitter, those who collided wait for the same time, and collide again.',
	equal: 'Waits for half of a limit that doubles with each failure, and for a random part of its other half: those who collided come back one by one.',
	full: 'Waits for a random time below a limit that doubles with each failure: those who collided come back one by one.',
	decorrelated: 'Waits for a random time between the base and three times the wait before: those who collided come back one by one.',
};

/** What a policy does; nothing where nobody knows it. */
export const policySentence = (name: string): string => sentences[name] ?? '';
