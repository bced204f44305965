import {mkdtempSync, rmSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type {TestContext} from 'node:test';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {program} from './bank-terminal.js';
import {openTerminal, type Terminal} from './terminal.js';

/** What the shell shows when it has its terminal back. */
export const prompt = 'shell$';

/*
The program is started by a shell, as a person's is, and not by the terminal itself. Afterwards the shell asks the system in
which state the terminal's line discipline is, and shows its prompt where the cursor is. $0 is the file for the process id.
*/
const script = String.raw`
trap : INT QUIT
(echo "$$" >"$0.shell"; exec sh -c 'echo "$$" >"$0"; exec "$@"' "$0" "$@")
code=$?
printf '${prompt} code %s, ' "$code"
case " $(stty -a | tr '\n;' '  ') " in *" -icanon "*|*" -echo "*|*" -isig "*|*" -opost "*) printf 'raw' ;; *) printf 'cooked' ;; esac
printf '\n'
read -r nothing
`;

/** A shell in a terminal, that has started the program. */
export type Shell = Terminal & {
	/** Sends a signal to the program, and not to the shell. */
	signal(name: NodeJS.Signals): void;
	/** The program's process id. */
	readonly programId: number;
};

/** Starts the program from a shell in a terminal. */
export const openShell = async (context: TestContext, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Shell> => {
	const directory = mkdtempSync(path.join(os.tmpdir(), 'shell-'));
	const file = path.join(directory, 'pid');
	const terminal = openTerminal({
		command: '/bin/sh', args: ['-c', script, file, process.execPath, program, ...args], env: {XDG_STATE_HOME: directory, ...env},
	});
	context.after(async () => {
		await terminal.close();
		rmSync(directory, {recursive: true, force: true});
	});
	let programId = 0;
	await waitUntil(async () => {
		programId = Number(await readFile(file, 'utf8').catch(() => '0'));
		return programId > 0;
	}, {limit: 5000});
	return Object.defineProperties(terminal, {
		programId: {value: programId},
		signal: {
			value(name: NodeJS.Signals) {
				process.kill(programId, name);
			},
		},
	}) as Shell;
};
