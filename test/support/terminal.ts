import {Buffer} from 'node:buffer';
import process from 'node:process';
import {spawn, type IPty} from '@lydell/node-pty';
import {childEnvironment} from '../../scripts/picture/child-environment.js';
import {openScreen, type Screen} from '../../scripts/picture/screen.js';

export type {Cell} from '../../scripts/picture/cell.js';
export {keys} from '../../scripts/picture/keys.js';

export type TerminalOptions = {
	readonly command: string;
	readonly args?: readonly string[];
	readonly columns?: number;
	readonly rows?: number;

	/** Added to the inherited environment; `undefined` takes a variable away. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
};

export type Exit = {readonly code: number; readonly signal: number | undefined};

/** A program in a real pseudo-terminal, with the screen a person would see. */
export type Terminal = Screen & AsyncDisposable & {
	/** How many bytes the program has written. */
	readonly bytes: number;

	/** All it has written, escape sequences included. */
	readonly raw: () => string;

	/** Sends the characters as they are; see `keys`. Throws if the program has exited. */
	readonly type: (characters: string) => void;

	/** Pastes as a terminal does: in brackets if the program asked for them, with line feeds sent as returns. */
	readonly paste: (text: string) => void;
	readonly resize: (columns: number, rows: number) => void;

	/** Sends a signal, by default SIGHUP as a closed window would; nothing if the program has exited. */
	readonly kill: (signal?: string) => void;
	readonly pid: number;

	/** Resolves when the program has ended and all it wrote is on the screen, with the number of the signal that ended it, if one did. */
	readonly exited: Promise<Exit>;

	/** Ends the program with SIGHUP, after `grace` ms (default 5000) with SIGKILL, and frees everything. The screen can still be read. */
	readonly close: (grace?: number) => Promise<void>;
};

/** Starts a program in a pseudo-terminal of 80 × 24, unless told otherwise. */
export const openTerminal = (options: TerminalOptions): Terminal => {
	const {command, args = [], columns = 80, rows = 24, cwd = process.cwd()} = options;
	const env = childEnvironment(process.env, options.env);
	const screen = openScreen(columns, rows);
	const child = spawn(command, [...args], {
		name: env['TERM'], cols: columns, rows, cwd, env,
	});
	const written: string[] = [];
	let bytes = 0;
	let alive: IPty | undefined = child;

	child.onData(data => {
		written.push(data);
		bytes += Buffer.byteLength(data);
		screen.draw(data);
	});
	const exited = new Promise<Exit>(resolve => {
		child.onExit(({exitCode, signal}) => {
			alive = undefined;
			// What it wrote last may still wait to be drawn.
			screen.draw('', () => {
				screen.end(`The program has exited with code ${exitCode}`);
				resolve({code: exitCode, signal: signal === 0 ? undefined : signal});
			});
		});
	});

	const send = (characters: string): void => {
		if (alive === undefined) {
			throw new Error(`Cannot send ${JSON.stringify(characters)}: the program has exited`);
		}

		alive.write(characters);
	};

	screen.onAnswer(answer => {
		alive?.write(answer);
	});

	const kill = (signal = 'SIGHUP'): void => {
		alive?.kill(signal);
	};

	const close = async (grace = 5000): Promise<void> => {
		kill();
		const last = setTimeout(kill, grace, 'SIGKILL');
		await exited;
		clearTimeout(last);
		screen.dispose();
	};

	return {
		rows: screen.rows,
		text: screen.text,
		cells: screen.cells,
		waitFor: screen.waitFor,
		get onAlternateScreen() {
			return screen.onAlternateScreen;
		},
		get bytes() {
			return bytes;
		},
		raw: () => written.join(''),
		type: send,
		paste(text) {
			const typed = text.replaceAll('\r\n', '\r').replaceAll('\n', '\r');
			send(screen.bracketedPaste ? `\u{1B}[200~${typed}\u{1B}[201~` : typed);
		},
		resize(newColumns, newRows) {
			screen.resize(newColumns, newRows);
			alive?.resize(newColumns, newRows);
		},
		kill,
		pid: child.pid,
		exited,
		close,
		[Symbol.asyncDispose]: async () => close(),
	};
};
