/** What a policy may look at. All times are milliseconds. */
export type BackoffInput = {
	/** How many attempts of this transaction have failed so far: 1 before the first wait. */
	readonly failures: number;
	/** The wait before this one; `base` before the first. */
	readonly previous: number;
	/** The unit that the waits grow from. */
	readonly base: number;
	/** No wait is longer than this. */
	readonly cap: number;
};

/**
How long to wait before the next attempt. A policy is pure and only computes milliseconds: limits, the deadline and
cancelling belong to the loop that calls it.
*/
export type BackoffPolicy = {
	/** As written on the command line, for example `full`. */
	readonly name: string;
	/** As shown to people, for example `full jitter`. */
	readonly title: string;
	/**
	@param random - Gives numbers in [0, 1). With a `random` that always gives 1 the result is the ceiling of the wait.
	@returns Milliseconds.
	*/
	delay(input: BackoffInput, random: () => number): number;
};
