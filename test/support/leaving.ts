import type {TestContext} from 'node:test';
import type {Terminal} from './terminal.js';
import {leftOn} from './whole-terminal.js';

/** From the key to the end of the process, in ms. */
const limit = 2000;

/** What `leave` resolves to where all is well. */
export const leftWell = {code: 0, signal: undefined, isQuick: true, left: [], shown: ''} as const;

/** What the bank says last where somebody has sent transfers. */
const closing = /^\d+ transfer[^.]*; \d+ retr(?:y|ies)\..*$/mv;

/** Leaves the bank with a key: how it ended, whether within 2 s, and what it left of itself in the terminal but its closing line. */
export const leave = async (t: TestContext, terminal: Terminal, key: string): Promise<unknown> => {
	const asked = performance.now();
	terminal.type(key);
	const exit = await terminal.exited;
	const elapsed = performance.now() - asked;
	t.diagnostic(`left after ${Math.round(elapsed)} ms`);
	return {...exit, isQuick: elapsed <= limit, left: leftOn(terminal), shown: terminal.text().replace(closing, '').trim()};
};
