import {
	appendFileSync, closeSync, constants, mkdirSync, openSync, rmSync, writeFileSync, writeSync,
} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {isSameProgram, thisProgram, type ProgramIdentity} from './program-identity.js';
import type {Transfer} from './transfer.js';

/** A transfer that somebody asked for, and of which nobody has written down yet how it ended. */
export type OpenEntry = Transfer & {
	/** Which bank it was asked of: its address, without anything secret, and its schema. */
	readonly bank: string;
	/** In ms since 1970. */
	readonly askedAt: number;
	/** The journal's file that it stands in. */
	readonly file: string;
};

type Line =
	| {readonly type: 'program'} & ProgramIdentity
	| {readonly type: 'asked'; readonly at: number; readonly bank: string; readonly id: string; readonly from: string; readonly to: string; readonly cents: string}
	| {readonly type: 'ended'; readonly id: string};

const write = (line: Line): string => `${JSON.stringify({v: 1, ...line})}\n`;

/** Reads what can be read: a program that was killed may have left half a line, and of that nothing was sent. */
const parse = (text: string): Line[] => text.split('\n').flatMap(line => {
	try {
		return line === '' ? [] : [JSON.parse(line) as Line];
	} catch {
		return [];
	}
});

/**
What this program was asked to do, on disk before any of it is sent, so that a later one can find out what became of it. One
file for each program, readable by nobody else, gone once all in it has ended.
*/
export class Journal {
	readonly #onProblem: (message: string) => void;
	readonly #directory: string | undefined;
	readonly #file: string;
	readonly #open = new Set<string>();
	#isBegun = false;
	#isBroken = false;

	/** Told once why it can't be written; transfers are made all the same. */
	constructor(directory: string | undefined, onProblem: (message: string) => void = () => undefined) {
		this.#directory = directory;
		this.#onProblem = onProblem;
		this.#file = path.join(directory ?? '', `journal-${process.pid}-${Date.now().toString(36)}.jsonl`);
	}

	/** Writes down that a transfer was asked for. Call it before anything is sent. */
	asked(bank: string, {id, from, to, cents}: Transfer): void {
		this.#open.add(id);
		this.#write({type: 'asked', at: Date.now(), bank, id, from, to, cents: String(cents)});
	}

	/** Writes down that it is known how a transfer ended. */
	ended(id: string): void {
		this.#open.delete(id);
		this.#write({type: 'ended', id});
	}

	/** Ends the journal: of a file in which nothing is open, nothing is left. */
	close(): void {
		if (this.#isBegun && this.#open.size === 0) {
			rmSync(this.#file, {force: true});
		}
	}

	#write(line: Line): void {
		if (this.#isBroken) {
			return;
		}

		try {
			this.#begin();
			appendFileSync(this.#file, write(line));
		} catch (error) {
			this.#isBroken = true;
			this.#onProblem(error instanceof Error ? error.message : String(error));
		}
	}

	#begin(): void {
		if (this.#isBegun) {
			return;
		}

		if (this.#directory === undefined) {
			throw new Error('neither XDG_STATE_HOME nor HOME says where');
		}

		mkdirSync(this.#directory, {recursive: true, mode: 0o700});
		writeFileSync(this.#file, write({type: 'program', ...thisProgram()}), {flag: 'wx', mode: 0o600});
		this.#isBegun = true;
	}
}

/** Where a bank is that lives on the embedded server: it ended with its program, and there is nothing left to find out. */
export const embeddedBank = 'embedded';

const readOpen = async (file: string): Promise<OpenEntry[]> => {
	const lines = parse(await readFile(file, 'utf8'));
	const ended = new Set(lines.flatMap(line => line.type === 'ended' ? [line.id] : []));
	return lines.flatMap(line => line.type === 'asked' && !ended.has(line.id) && !line.bank.startsWith(`${embeddedBank} `)
		? [{id: line.id, from: line.from, to: line.to, cents: BigInt(line.cents), bank: line.bank, askedAt: line.at, file}]
		: []);
};

/** What programs that are gone have left open. Their files in which nothing is open are removed. */
export const readLeftOver = async (directory: string | undefined): Promise<OpenEntry[]> => {
	const names = directory === undefined ? [] : await readdir(directory).catch(() => []);
	const entries: OpenEntry[] = [];
	const journals = names.filter(name => /^journal-\d+-\w+\.jsonl$/v.test(name));
	for (const name of journals) {
		const file = path.join(directory ?? '', name);
		try {
			const [program] = parse(await readFile(file, 'utf8'));
			if (program?.type === 'program' && isSameProgram(program)) {
				continue;
			}

			const open = await readOpen(file);
			if (open.length === 0) {
				rmSync(file, {force: true});
			}

			entries.push(...open);
		} catch {
			// Somebody else has just cleared it up, or it can't be read: then it isn't ours to settle.
		}
	}

	return entries;
};

/** Writes down, in the file of a program that is gone, that it is known how a transfer ended. */
export const closeEntry = async ({file, id}: OpenEntry): Promise<void> => {
	try {
		const {O_WRONLY, O_APPEND} = constants;
		const descriptor = openSync(file, O_WRONLY + O_APPEND);
		// On a line of its own, whatever was left half written.
		writeSync(descriptor, `\n${write({type: 'ended', id})}`);
		closeSync(descriptor);
		const open = await readOpen(file);
		if (open.length === 0) {
			rmSync(file, {force: true});
		}
	} catch {
		// It is gone: somebody else has settled it too.
	}
};
