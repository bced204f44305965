/** Lines in the order in which they came, each of them held until it may be acted on. */
export type WaitingLines = {
	readonly length: number;
	add(line: string): void;
	/** Something has changed: the first one may be acted on now. */
	stir(): void;
	close(): void;
};

/** Acts on one line a turn: what a line started is known before the next one is looked at. */
export const waitingLines = (mayGo: (line: string) => boolean, act: (line: string) => void): WaitingLines => {
	const lines: string[] = [];
	let turn: NodeJS.Immediate | undefined;
	const next = () => {
		turn = undefined;
		const [line] = lines;
		if (line === undefined || !mayGo(line)) {
			return;
		}

		lines.shift();
		act(line);
		stir();
	};

	const stir = () => {
		if (lines.length > 0) {
			turn ??= setImmediate(next);
		}
	};

	return {
		get length() {
			return lines.length;
		},
		add(line) {
			lines.push(line);
			stir();
		},
		stir,
		close() {
			lines.length = 0;
			clearImmediate(turn);
		},
	};
};
