import process from 'node:process';
import v8 from 'node:v8';
import {render} from 'ink';
import type {Store} from '../store/store.js';
import {App} from '../ui/app.js';
import {repaintAfterResize} from '../ui/repaint-after-resize.js';
import {ThemeContext} from '../ui/theme-context.js';
import type {Look} from '../ui/themes.js';
import type {CommandInput} from './command.js';
import {lookFor} from './look-for.js';
import {runBank, type FrontEnd} from './run-bank.js';

/** Why there can be no screen, or undefined when there can. */
const screenProblem = (): string | undefined => {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		return 'The bank draws on a terminal, and there is none here (input or output is a file or a pipe).';
	}

	return process.env['TERM'] === 'dumb' ? 'The bank draws on the whole terminal, and this one (TERM=dumb) can\'t do that.' : undefined;
};

const elsewhere = `Without a screen there are
  backoff-bank --accessible              the bank in plain sentences
  backoff-bank demo                      the story in plain text
  backoff-bank transfer FROM TO AMOUNT   one transfer
  backoff-bank lesson                    two sessions side by side
  backoff-bank doctor                    what this machine and the database offer
  backoff-bank --help                    everything else`;

const drawScreen = (store: Store, {theme, glyphs}: Look, isProjected: boolean): FrontEnd => {
	const screen = render(<ThemeContext value={theme}><App store={store} glyphs={glyphs} isProjected={isProjected}/></ThemeContext>, {
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// The store gives at most 30 frames a second; Ink's own limit would only make them uneven.
		maxFps: 60,
	});
	const endRepainting = repaintAfterResize(screen, process.stdout);
	return {
		exited: screen.waitUntilExit(),
		close() {
			endRepainting();
			screen.unmount();
		},
	};
};

/**
V8 compiles what ran 3,000 times again, at its best, in the background. What draws gets there within seconds, and would take minutes
to save what that costs: better wait until something runs as often as a storm's code does. Only the V8 of Node 22 to 26 is known to
understand, and one that doesn't would say so across the screen.
*/
const compileLater = (): void => {
	if (Number(process.versions.v8.split('.', 1)[0]) <= 14) {
		v8.setFlagsFromString('--invocation-count-for-turbofan=30000');
	}
};

/** Opens the bank on the whole terminal. The first frame comes before the database is up. */
export const open = async (input: CommandInput): Promise<number> => {
	const problem = input.settings.json ? 'With --json there is no screen: it is for demo, transfer and lesson.' : screenProblem();
	if (problem !== undefined) {
		process.stderr.write(`${problem}\n${elsewhere}\n`);
		return 2;
	}

	compileLater();
	return runBank(input, store => drawScreen(store, lookFor(input.settings), input.settings.projector));
};
