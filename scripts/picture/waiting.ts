/** What to look for on a screen. */
export type Pattern = RegExp | string | ((text: string) => boolean);

/** How a wait ended: with the text that matched, or with the reason why none will be awaited any longer. */
export type Outcome = {readonly type: 'matched'; readonly text: string} | {readonly type: 'gave-up'; readonly reason: string};

type Look = (matches: (text: string) => boolean) => Outcome | undefined;

type Waiting = {
	/** To be called whenever there may be something new to see. */
	readonly lookAgain: () => void;
	readonly outcome: (pattern: Pattern, timeout: number) => Promise<Outcome>;
};

const toPredicate = (pattern: Pattern): ((text: string) => boolean) => {
	if (typeof pattern === 'function') {
		return pattern;
	}

	if (typeof pattern === 'string') {
		return text => text.includes(pattern);
	}

	// Without the flags that make `test` start where it stopped the last time.
	const stateless = new RegExp(pattern, pattern.flags.replace('g', '').replace('y', ''));
	return text => stateless.test(text);
};

/** Waits that look when they are told to, instead of sleeping and looking. `look` is undefined while the wait goes on. */
export const createWaiting = (look: Look): Waiting => {
	const watchers = new Set<() => void>();

	const outcome = async (pattern: Pattern, timeout: number): Promise<Outcome> => new Promise((resolve, reject) => {
		const matches = toPredicate(pattern);

		const stop = (): void => {
			clearTimeout(timer);
			watchers.delete(watch);
		};

		const watch = (): void => {
			try {
				const end = look(matches);
				if (end !== undefined) {
					stop();
					resolve(end);
				}
			} catch (error) {
				stop();
				reject(new Error(`Looking for ${String(pattern)} failed`, {cause: error}));
			}
		};

		const timer = setTimeout(() => {
			stop();
			resolve({type: 'gave-up', reason: `${timeout} ms have passed`});
		}, timeout);
		watchers.add(watch);
		watch();
	});

	return {
		lookAgain() {
			for (const watcher of watchers) {
				watcher();
			}
		},
		outcome,
	};
};
