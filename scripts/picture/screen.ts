import headless from '@xterm/headless';
import {readCells, type Cell} from './cell.js';
import {createWaiting, type Pattern} from './waiting.js';

/** What a person sees. */
export type Screen = {
	/** The visible screen, one string a row, without trailing blanks. */
	readonly rows: () => string[];

	/** The rows joined by newlines. */
	readonly text: () => string;

	/** Every visible cell with its colours. */
	readonly cells: () => Cell[][];
	readonly onAlternateScreen: boolean;

	/**
	Resolves with the text once it matches. Looks again at every write, but not in the middle of a synchronized update.
	Throws with the screen in its message after `timeout` ms (default 10,000), or as soon as nothing more can come.
	*/
	readonly waitFor: (pattern: Pattern, timeout?: number) => Promise<string>;
};

/** The same screen, for the one who draws on it. */
export type DrawableScreen = Screen & {
	/** Draws what a program wrote. `drawn` is called when it, and all before it, is on the screen. */
	readonly draw: (data: string, drawn?: () => void) => void;

	/** Says that nothing more will be drawn, and why; those who still wait are told so. */
	readonly end: (reason: string) => void;

	/** The terminal's answers to a program's queries, such as the cursor's position. */
	readonly onAnswer: (listener: (answer: string) => void) => void;

	/** Whether the program asked for pastes to be put in brackets. */
	readonly bracketedPaste: boolean;
	readonly resize: (columns: number, rows: number) => void;
	readonly dispose: () => void;
};

const framed = (rows: readonly string[], columns: number): string => {
	const edge = '─'.repeat(columns);
	return [`┌${edge}┐`, ...rows.map(row => `│${row.padEnd(columns)}│`), `└${edge}┘`].join('\n');
};

/** An empty screen of `columns` × `rows`. */
export const openScreen = (columns: number, rows: number): DrawableScreen => {
	const emulator = new headless.Terminal({cols: columns, rows, allowProposedApi: true, logLevel: 'off'});
	let ended: string | undefined;

	const readRows = (): string[] => {
		const {active} = emulator.buffer;
		return Array.from({length: emulator.rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true).trimEnd() ?? '');
	};

	const readText = (): string => readRows().join('\n');

	const waiting = createWaiting(matches => {
		const text = readText();
		const wasDrawnWhole = ended !== undefined || !emulator.modes.synchronizedOutputMode;
		if (wasDrawnWhole && matches(text)) {
			return {type: 'matched', text};
		}

		return ended === undefined ? undefined : {type: 'gave-up', reason: ended};
	});

	return {
		rows: readRows,
		text: readText,
		cells: () => readCells(emulator.buffer.active, emulator.rows, emulator.cols),
		get onAlternateScreen() {
			return emulator.buffer.active.type === 'alternate';
		},
		async waitFor(pattern, timeout = 10_000) {
			const end = await waiting.outcome(pattern, timeout);
			if (end.type === 'matched') {
				return end.text;
			}

			// Thrown here, not in the timer, so that the stack names the test that waited.
			throw new Error(`${end.reason}, and the screen never matched ${String(pattern)}:\n${framed(readRows(), emulator.cols)}`);
		},
		draw(data, drawn) {
			emulator.write(data, () => {
				drawn?.();
				waiting.lookAgain();
			});
		},
		end(reason) {
			ended = reason;
			waiting.lookAgain();
		},
		onAnswer(listener) {
			emulator.onData(listener);
		},
		get bracketedPaste() {
			return emulator.modes.bracketedPasteMode;
		},
		resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			waiting.lookAgain();
		},
		dispose() {
			emulator.dispose();
		},
	};
};
