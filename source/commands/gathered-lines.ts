import type {Line} from '../ui/line.js';
import type {Printer} from './print.js';

/** A printer that keeps what it is told to say, until somebody takes it. */
export const gatherLines = (): {readonly printer: Printer; take(): readonly Line[]} => {
	let lines: Line[] = [];
	const say = (line: Line) => {
		lines.push(line);
	};

	return {
		printer: {say, progress: say, tell: () => undefined},
		take() {
			const taken = lines;
			lines = [];
			return taken;
		},
	};
};
