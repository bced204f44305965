/** What the article's simulator says of one policy and so many clients: the mean of 100 runs. */
export type Simulated = {
	readonly policy: string;
	readonly clients: number;
	/** Calls of all clients together, until each has made its update. */
	readonly calls: number;
	/** Until the last one has, in ms. */
	readonly elapsed: number;
};

/** Columns: no backoff, exponential, equal jitter, full jitter, decorrelated jitter; calls and ms of each. */
const policies = ['none', 'exponential', 'equal', 'full', 'decorrelated'] as const;

const rows: ReadonlyArray<readonly [clients: number, ...figures: ReadonlyArray<readonly [calls: number, elapsed: number]>]> = [
	[10, [50, 376], [51, 3676], [42, 706], [39, 475], [37, 429]],
	[20, [150, 598], [150, 14_429], [107, 1639], [100, 984], [101, 842]],
	[40, [466, 955], [439, 29_708], [263, 3506], [250, 2364], [271, 1643]],
	[80, [1610, 1678], [1309, 53_904], [618, 5813], [602, 4192], [730, 3587]],
	[100, [2424, 2024], [1852, 63_513], [812, 6605], [796, 4940], [999, 4698]],
];

/**
The figures of the article's own simulator, with its settings: base 5 ms, cap 2 s, every message on its way for |N(10, 2)| ms.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; aws-samples/aws-arch-backoff-simulator, run 100 times for each.
*/
export const simulated: readonly Simulated[] = rows.flatMap(([clients, ...figures]) => figures.map(([calls, elapsed], index) => ({
	policy: policies[index] ?? '', clients, calls, elapsed,
})));
