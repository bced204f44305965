import process from 'node:process';
import {render} from 'ink';
import type {Lesson} from '../lessons/lesson.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {LessonApp} from '../ui/lesson-app.js';
import {repaintAfterResize} from '../ui/repaint-after-resize.js';
import {ThemeContext} from '../ui/theme-context.js';
import type {CommandInput} from './command.js';
import {lookFor} from './look-for.js';
import {stepLesson} from './step-lesson.js';

/** Plays a lesson on the whole terminal, step by step. */
export const openLesson = async (lesson: Lesson, first: IsolationLevel, input: CommandInput): Promise<number> => stepLesson(lesson, first, input, store => {
	const {theme, glyphs} = lookFor(input.settings);
	// Before the first frame: what is typed ahead would be echoed across it.
	process.stdin.setRawMode(true);
	const screen = render(<ThemeContext value={theme}><LessonApp store={store} glyphs={glyphs} isProjected={input.settings.projector}/></ThemeContext>, {
		alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, patchConsole: false, maxFps: 60,
	});
	const endRepainting = repaintAfterResize(screen, process.stdout);
	return {
		exited: screen.waitUntilExit(),
		close() {
			endRepainting();
			screen.unmount();
		},
	};
});
