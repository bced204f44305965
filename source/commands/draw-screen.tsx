import process from 'node:process';
import {render} from 'ink';
import type {Settings} from '../settings.js';
import type {Store} from '../store/store.js';
import {App, type LabDrawing} from '../ui/app.js';
import {repaintAfterResize} from '../ui/repaint-after-resize.js';
import {ThemeContext} from '../ui/theme-context.js';
import {lookFor} from './look-for.js';

/** Why there can be no screen, or undefined when there can. */
export const screenProblem = (): string | undefined => {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		return 'The bank draws on a terminal, and there is none here (input or output is a file or a pipe).';
	}

	return process.env['TERM'] === 'dumb' ? 'The bank draws on the whole terminal, and this one (TERM=dumb) can\'t do that.' : undefined;
};

/** A screen on the whole terminal. */
export type DrawnScreen = {
	/** Resolves if it ends by itself; rejects with what broke it. */
	readonly exited: Promise<unknown>;
	/** Gives the terminal back as it was. */
	close(): void;
};

/** Lets what Ink writes of a frame, in three pieces, go to the terminal as one. */
const writeTogether = (store: Store, stdout: NodeJS.WriteStream): (() => void) => store.subscribe(() => {
	stdout.cork();
	// React draws in a microtask, which may come after the next one, but not after the one behind that.
	queueMicrotask(() => {
		queueMicrotask(() => {
			stdout.uncork();
		});
	});
});

/** Draws a store's frames in the look that was asked for, and sends it the keys. */
export const drawScreen = (store: Store, settings: Settings, labDrawing?: LabDrawing): DrawnScreen => {
	const {theme, glyphs} = lookFor(settings);
	// Before the first frame: what is typed ahead would be echoed across it.
	process.stdin.setRawMode(true);
	const screen = render(<ThemeContext value={theme}><App store={store} glyphs={glyphs} isProjected={settings.projector} labDrawing={labDrawing}/></ThemeContext>, {
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// The store gives at most 30 frames a second; Ink's own limit would only make them uneven.
		maxFps: 60,
	});
	const endRepainting = repaintAfterResize(screen, process.stdout);
	const endJoining = writeTogether(store, process.stdout);
	return {
		exited: screen.waitUntilExit(),
		close() {
			endRepainting();
			endJoining();
			screen.unmount();
		},
	};
};
