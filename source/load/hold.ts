/** Asked before each run of an experiment: gives nothing where it may begin, or what ends once it may. */
export type Hold = () => Promise<void> | undefined;

/** A hold that somebody else turns on and off. */
export type Turnstile = {
	readonly hold: Hold;
	/** Holds runs that have not begun, or lets them go. */
	set(isHeld: boolean): void;
};

export const createTurnstile = (): Turnstile => {
	let opening: PromiseWithResolvers<void> | undefined;
	return {
		hold: (): Promise<void> | undefined => opening?.promise,
		set(isHeld) {
			if (isHeld) {
				opening ??= Promise.withResolvers<void>();
				return;
			}

			opening?.resolve();
			opening = undefined;
		},
	};
};

/** What an experiment that can be held tells of it; `at` is milliseconds since 1970. */
export type HeldEvent = {readonly type: 'lab-held'; readonly at: number};

/** Waits until the next run may begin, and tells when that takes any time. */
export const passHold = async (hold: Hold | undefined, onHeld: () => void): Promise<void> => {
	const opened = hold?.();
	if (!opened) {
		return;
	}

	onHeld();
	await opened;
};
