import process from 'node:process';
import {kindOf, type Recording} from '../recording/recording.js';
import type {Settings} from '../settings.js';
import type {Effect} from '../store/effects.js';
import {beginReplay, replayUpdate} from '../store/replay.js';
import {createStore} from '../store/store.js';
import {systemClock} from '../transactions/clock.js';
import {printable} from '../ui/printable.js';
import {drawScreen} from './draw-screen.js';
import {withTime} from './replay-time.js';
import {suspend} from './suspend.js';
import {untilLeft} from './until-left.js';

/** Shows a recording on the screen that it was, or could have been, made on. Resolves to the exit code. */
export const replayOnScreen = async (recording: Recording, name: string, settings: Settings): Promise<number> => {
	const {pace, verbose} = settings;
	const drawing = kindOf(recording) === 'lab' ? await import('../ui/screens/lab.js') : undefined;
	const {left, leave, watch} = untilLeft(verbose);
	const perform = ({type}: Effect) => {
		if (type === 'quit') {
			leave({code: 0});
		} else if (type === 'suspend') {
			suspend();
		}
	};

	const initial = beginReplay(recording, name, pace);
	const store = withTime(createStore(initial, perform, systemClock.now, replayUpdate(recording, initial)));
	const screen = drawScreen(store, settings, drawing?.labDrawing);
	watch(screen.exited);
	const {code, message = []} = await left;
	store.close();
	screen.close();
	for (const line of message) {
		process.stderr.write(`${printable(line)}\n`);
	}

	return code;
};
