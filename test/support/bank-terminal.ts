import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {openTerminal, type Terminal} from './terminal.js';

/** The built program's entry. */
export const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What the audit line says when all is well: the bank is open. */
export const allIsWell = /nothing lost, nothing twice/v;

/** Where programs keep their state meanwhile: not where the user's is. */
let state: string | undefined;

const stateHome = (): string => {
	if (state === undefined) {
		const place = mkdtempSync(path.join(os.tmpdir(), 'bank-terminal-'));
		process.once('exit', () => {
			rmSync(place, {recursive: true, force: true});
		});
		state = place;
	}

	return state;
};

/** Opens the built program in a pseudo-terminal of its own. */
export const openBankTerminal = (args: readonly string[] = [], options: {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Record<string, string | undefined>;
} = {}): Terminal => openTerminal({command: process.execPath, args: [program, ...args], ...options, env: {XDG_STATE_HOME: stateHome(), ...options.env}});
