import {availableParallelism, cpus} from 'node:os';
import process from 'node:process';
import stringWidth from 'string-width';

/** The middle of a sample, and how far its middle half spreads. */
export type Summary = {
	readonly lower: number;
	readonly median: number;
	readonly upper: number;
};

/** The value below which `share` of the sample lies, between two neighbours in proportion. */
const quantile = (sorted: readonly number[], share: number): number => {
	const place = (sorted.length - 1) * share;
	const below = sorted[Math.floor(place)] ?? NaN;
	const above = sorted[Math.ceil(place)] ?? NaN;
	return below + ((above - below) * (place - Math.floor(place)));
};

/** Median and quartiles. */
export const summarise = (values: readonly number[]): Summary => {
	const sorted = values.toSorted((a, b) => a - b);
	return {lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75)};
};

/** Each round's ratio: what disturbs the machine for a while disturbs both sides of it. */
export const ratios = (values: readonly number[], to: readonly number[]): number[] =>
	values.map((value, round) => value / (to[round] ?? NaN));

/** `12.3 (11.9–12.8)`: median and quartiles. */
export const formatSummary = ({lower, median, upper}: Summary, digits: number): string =>
	`${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;

/** The names in the order of a round: each comes first, second, … equally often. */
export const inTurn = <Name>(names: readonly Name[], round: number): Name[] => {
	const first = round % names.length;
	return [...names.slice(first), ...names.slice(0, first)];
};

export const print = (text = ''): void => {
	process.stdout.write(`${text}\n`);
};

/** Which machine the figures belong to. */
export const describeMachine = (): string => {
	const model = cpus()[0]?.model.trim() ?? 'unknown processor';
	return `${availableParallelism()} cores (${model}), ${process.platform} ${process.arch}, Node ${process.versions.node}`;
};

export const printMachine = (): void => {
	print(describeMachine());
	print();
};

/** Between two columns. */
const gap = ' '.repeat(3);

/** Prints rows under their heads: the first column at the left, figures at the right. */
export const printTable = (heads: readonly string[], rows: ReadonlyArray<readonly string[]>): void => {
	const widths = heads.map((head, column) => Math.max(...[head, ...rows.map(row => row[column] ?? '')].map(cell => stringWidth(cell))));
	for (const row of [heads, ...rows]) {
		const cells = widths.map((width, column) => {
			const cell = row[column] ?? '';
			const space = ' '.repeat(width - stringWidth(cell));
			return column === 0 ? cell + space : space + cell;
		});
		print(`  ${cells.join(gap).trimEnd()}`);
	}

	print();
};

/** Says whether the target is met; where it isn't, the program will end with exit code 1. */
export const judge = (what: string, value: number, target: number, digits = 2): void => {
	const isMet = value <= target;
	print(`${isMet ? 'met' : 'MISSED'}: ${what} ${value.toFixed(digits)}, target at most ${target.toFixed(digits)}`);
	if (!isMet) {
		process.exitCode = 1;
	}
};
