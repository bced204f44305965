import {
	mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import {readdir} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {isSameProgram, thisProgram} from '../bank/program-identity.js';
import type {PresenterNotes, Remark} from '../lessons/presenter-notes.js';
import {eventToJson} from '../recording/event-json.js';

/** Notes as one program writes them down and another reads them: a file for each program that shows a lesson. */
export type NotesFile = {
	/** Puts the notes in place of those before, all of them or none. Never throws: notes must not disturb a lesson. */
	write(notes: PresenterNotes): void;
	/** Takes the file away. */
	close(): void;
};

const isNotes = (name: string): boolean => /^notes-\d+\.json$/v.test(name);

/** Larger than any notes: what is larger isn't read. In bytes. */
const largest = 65_536;

/** A file for this program's notes in that directory, readable by nobody else. */
export const createNotesFile = (directory: string | undefined): NotesFile => {
	const file = path.join(directory ?? '', `notes-${process.pid}.json`);
	const draft = `${file}.new`;
	let isBroken = directory === undefined;
	let isBegun = false;
	let isClosed = false;
	return {
		write(notes) {
			if (isBroken || isClosed || directory === undefined) {
				return;
			}

			try {
				mkdirSync(directory, {recursive: true, mode: 0o700});
				rmSync(draft, {force: true});
				writeFileSync(draft, `${eventToJson({type: 'notes', at: Date.now(), ...thisProgram(), notes})}\n`, {flag: 'wx', mode: 0o600});
				renameSync(draft, file);
				isBegun = true;
			} catch {
				isBroken = true;
			}
		},
		close() {
			isClosed = true;
			if (isBegun) {
				rmSync(file, {force: true});
			}
		},
	};
};

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => typeof value === 'object' && value !== null ? value as Fields : {};
const textOf = (value: unknown): string => typeof value === 'string' ? value : '';
const countOf = (value: unknown): number => Number.isSafeInteger(value) ? Number(value) : 0;

const remarkTypes: ReadonlyArray<Remark['type']> = ['says', 'asks', 'shows'];

const remarkOf = (value: unknown): Remark | undefined => {
	const {type, text, answer} = fieldsOf(value);
	const known = remarkTypes.find(each => each === type);
	return known !== undefined && typeof text === 'string' ? {type: known, text, ...(typeof answer === 'string' && {answer})} : undefined;
};

/** Takes from a file what can be notes: whoever wrote it. */
const notesOf = (value: unknown): PresenterNotes => {
	const {lesson, title, look, isolation, step, of, last, next, along, isOver} = fieldsOf(value);
	return {
		lesson: textOf(lesson), title: textOf(title), look: textOf(look), isolation: textOf(isolation), step: countOf(step), of: countOf(of),
		last: remarkOf(last), next: typeof next === 'string' ? next : undefined,
		along: Array.isArray(along) ? along.flatMap(each => remarkOf(each) ?? []) : [],
		isOver: isOver === true,
	};
};

/** The notes in a file, and when they were written, in ms since 1970. Undefined where its program is gone, or it holds none. */
const readNotes = (file: string): {readonly notes: PresenterNotes; readonly at: number} | undefined => {
	try {
		const status = statSync(file);
		if (!status.isFile() || status.size > largest) {
			return undefined;
		}

		const {v, type, pid, started, at, notes} = fieldsOf(JSON.parse(readFileSync(file, 'utf8')));
		if (v !== 1 || type !== 'notes') {
			return undefined;
		}

		if (!isSameProgram({pid: countOf(pid), started: textOf(started)})) {
			rmSync(file, {force: true});
			return undefined;
		}

		return {notes: notesOf(notes), at: countOf(at)};
	} catch {
		// It went away just now, or isn't what its name says: then there are no notes in it.
		return undefined;
	}
};

/** The notes of the lesson that runs now; of the one that got on last where there are several. What killed programs left is removed. */
export const currentNotes = async (directory: string | undefined): Promise<PresenterNotes | undefined> => {
	const names = directory === undefined ? [] : await readdir(directory).catch(() => []);
	const found = names.filter(name => isNotes(name)).flatMap(name => readNotes(path.join(directory ?? '', name)) ?? []);
	return found.toSorted((one, other) => other.at - one.at)[0]?.notes;
};
