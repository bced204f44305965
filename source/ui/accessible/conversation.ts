import process from 'node:process';
import {createInterface, emitKeypressEvents, type Key} from 'node:readline';
import {wrap} from '../format.js';
import {printable} from '../printable.js';
import {typedLine} from './typed-line.js';

/** What a person does, beside typing lines. */
export type Pressed = 'escape' | 'interrupt' | 'suspend' | 'end';

/** Says sentences and hears lines. Whatever is said is appended; nothing that was said is ever touched again. */
export type Conversation = {
	say(...sentences: readonly string[]): void;
	/** Gives the terminal back as it was, at the beginning of a line. */
	close(): void;
};

/** What keys mean where there is nothing that Escape could take back. */
export const leavingBy = (dispatch: (message: {readonly type: 'quit-pressed' | 'suspend-pressed'}) => void) => (what: Pressed): void => {
	if (what === 'interrupt' || what === 'end') {
		dispatch({type: 'quit-pressed'});
	} else if (what === 'suspend') {
		dispatch({type: 'suspend-pressed'});
	}
};

type Ends = {
	readonly input: NodeJS.ReadStream;
	readonly output: NodeJS.WriteStream;
	onLine(line: string): void;
	onPressed(what: Pressed): void;
};

const writeSentences = (output: NodeJS.WriteStream, sentences: readonly string[]): void => {
	for (const text of sentences) {
		const said = printable(text);
		// On a terminal, words are not broken at its edge.
		output.write(`${output.isTTY && output.columns > 0 ? wrap(said, output.columns - 1).join('\n') : said}\n`);
	}
};

/** Lines as they come from a pipe, a file, or a program that edits them itself. */
const hearLines = ({input, output, onLine, onPressed}: Ends): Conversation => {
	const reader = createInterface({input, terminal: false});
	let isClosed = false;
	reader.on('line', onLine);
	reader.on('close', () => {
		if (!isClosed) {
			onPressed('end');
		}
	});
	return {
		say(...sentences) {
			writeSentences(output, sentences);
		},
		close() {
			isClosed = true;
			reader.close();
		},
	};
};

const withControl: ReadonlyMap<string | undefined, Pressed> = new Map([['c', 'interrupt'], ['z', 'suspend'], ['d', 'end']]);

/** What a key is for, where it isn't for the line: the end and Escape mean the line itself, as long as there is one. */
const pressedOf = ({name, ctrl}: Key, isEmpty: boolean): Pressed | undefined => {
	const pressed = ctrl ? withControl.get(name) : (name === 'escape' ? 'escape' : undefined);
	return isEmpty || pressed === 'interrupt' || pressed === 'suspend' ? pressed : undefined;
};

/**
Lines that are typed on a terminal. It is in raw mode, because only so the program knows that somebody is in the middle of a
line: what is to be said meanwhile is said when that line has ended, so that the two never mix.
*/
const hearKeys = ({input, output, onLine, onPressed}: Ends): Conversation => {
	const line = typedLine(text => {
		output.write(text);
	});
	let held: string[] = [];
	const release = () => {
		const sentences = held;
		held = [];
		writeSentences(output, sentences);
	};

	const endLine = () => {
		const typed = line.end();
		release();
		onLine(typed);
	};

	const edits: ReadonlyMap<string | undefined, () => void> = new Map([
		['return', endLine], ['enter', endLine], ['backspace', line.erase], ['escape', line.clear],
	]);
	let last: string | undefined;

	const onKeypress = (text: string | undefined, key: Key) => {
		const {name} = key;
		const isSecondHalf = name === 'enter' && last === 'return';
		last = name;
		const pressed = pressedOf(key, line.text === '');
		if (pressed !== undefined) {
			onPressed(pressed);
			return;
		}

		// Pasted lines may end with both.
		if (isSecondHalf) {
			return;
		}

		const edit = key.ctrl && name === 'u' ? line.clear : edits.get(name);
		if (edit) {
			edit();
		} else if (text !== undefined && !key.ctrl && !key.meta) {
			line.type(text);
		}

		if (line.text === '') {
			release();
		}
	};

	const suspend = () => {
		input.setRawMode(false);
		process.once('SIGCONT', () => {
			input.setRawMode(true);
			output.write(line.text);
		});
		process.kill(process.pid, 'SIGSTOP');
	};

	const onEnd = () => {
		onPressed('end');
	};

	emitKeypressEvents(input);
	input.setRawMode(true);
	input.on('keypress', onKeypress).on('end', onEnd).on('error', onEnd).resume();
	process.on('SIGTSTP', suspend);
	return {
		say(...sentences) {
			held.push(...sentences);
			if (line.text === '') {
				release();
			}
		},
		close() {
			process.off('SIGTSTP', suspend);
			input.off('keypress', onKeypress).off('end', onEnd).pause().setRawMode(false);
			if (line.text !== '') {
				line.end();
			}

			release();
		},
	};
};

/**
Begins a conversation. Where lines come from elsewhere than a terminal, or are edited by somebody else (Emacs), they are read
as they are.
*/
export const converse = (ends: Ends, environment: Readonly<Record<string, string | undefined>>): Conversation & {readonly isTyped: boolean} => {
	const isTyped = ends.input.isTTY && environment['INSIDE_EMACS'] === undefined;
	return {...(isTyped ? hearKeys(ends) : hearLines(ends)), isTyped};
};
