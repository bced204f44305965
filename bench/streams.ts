import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {childEnvironment} from '../scripts/picture/child-environment.js';
import {allIsWell, openBankTerminal, program} from '../test/support/bank-terminal.js';
import {keys} from '../test/support/terminal.js';
import {processTime} from './process-time.js';

/** What a process did during a while. */
export type Load = {
	/** Share of one core, 1 for all of it. */
	readonly core: number;
	/** A second, like the others. */
	readonly attempts: number;
	readonly frames: number;
	readonly bytes: number;
};

export type Size = {readonly columns: number; readonly rows: number};

/** Ink's mark before each frame that it writes. */
const frameMark = '\u{1B}[?2026h';

const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** All that was done until `at`, in ms; the processor time in seconds. */
type Counts = Load & {readonly at: number};

/** What was done between two counts, a second. */
const between = (before: Counts, after: Counts): Load => {
	const seconds = (after.at - before.at) / 1000;
	return {
		core: (after.core - before.core) / seconds,
		attempts: (after.attempts - before.attempts) / seconds,
		frames: (after.frames - before.frames) / seconds,
		bytes: (after.bytes - before.bytes) / seconds,
	};
};

/** So many attempts fail before a transfer gives up: as many as the program allows. */
const limit = 1000;

const attempts = ['--rivals', String(limit), '--max-attempts', String(limit), '--timeout', '10m'];

/** What the screen says while a transfer is under way. */
const running = /attempt (?<attempt>\d+) of/v;

/**
Opens the bank in a pseudo-terminal and lets attempts stream over its screen.

@param wait - The flags that say how long it waits between attempts.
@param seconds - How long each of the two is watched.
@returns What it did while nothing happened, and while attempts streamed.
*/
export const watchScreen = async (wait: readonly string[], size: Size, seconds: number): Promise<{rest: Load; stream: Load}> => {
	await using terminal = openBankTerminal([...attempts, ...wait], {...size, env: {NODE_OPTIONS: undefined}});
	let sent = 0;
	const count = async (): Promise<Counts> => {
		// Waited for, because a frame may be half drawn, and between two transfers there is nothing to read.
		const text = sent === 0 ? '' : await terminal.waitFor(running);
		const raw = terminal.raw();
		return {
			at: performance.now(),
			core: processTime(terminal.pid),
			attempts: ((sent - 1) * limit) + Number(running.exec(text)?.groups?.['attempt'] ?? limit),
			frames: countOf(raw, frameMark),
			bytes: terminal.bytes,
		};
	};

	await terminal.waitFor(allIsWell);
	// The start goes on for a moment after the first frames: code is compiled, the cache is written.
	await sleep(1500);
	const opened = await count();
	await sleep(seconds * 500);
	const rested = await count();

	const ended = new AbortController();
	const send = async () => {
		while (!ended.signal.aborted) {
			terminal.type(keys.enter);
			await terminal.waitFor(running);
			sent++;
			await Promise.race([terminal.waitFor(/not committed/v, 600_000), once(ended.signal, 'abort')]);
		}
	};

	const sending = send();
	await Promise.race([sending, sleep(1500)]);
	const started = await count();
	await Promise.race([sending, sleep(seconds * 1000)]);
	const stopped = await count();
	ended.abort();
	await sending;
	return {rest: between(opened, rested), stream: between(started, stopped)};
};

/** The same stream without a screen, told line by line to a pipe: what the attempts cost by themselves. */
export const watchHeadless = async (wait: readonly string[], seconds: number): Promise<Load> => {
	const child = spawn(process.execPath, [program, 'transfer', 'Ada', 'Ben', '100', ...attempts, ...wait], {
		env: childEnvironment(process.env, {NODE_OPTIONS: undefined}), stdio: ['ignore', 'pipe', 'inherit'],
	});
	const exited = once(child, 'exit');
	let before: Counts | undefined;
	let after: Counts | undefined;
	let tried = 0;
	let bytes = 0;
	for await (const chunk of child.stdout) {
		const text = String(chunk);
		tried += countOf(text, '  attempt ');
		bytes += text.length;
		const at = performance.now();
		// The first attempts compile what the later ones run; and of a process that has ended nothing can be read.
		const isWatched = tried > 50 && tried < 950 && at < (before?.at ?? at) + (seconds * 1000);
		if (isWatched) {
			after = {at, core: processTime(child.pid ?? 0), attempts: tried, frames: 0, bytes};
			before ??= after;
		} else if (before) {
			child.kill('SIGINT');
		}
	}

	await exited;
	if (!before || !after) {
		throw new Error('The transfer without a screen ended before it could be watched.');
	}

	return between(before, after);
};
