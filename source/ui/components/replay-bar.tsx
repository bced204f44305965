import type {Model} from '../../store/model.js';
import type {Replay} from '../../store/replay.js';
import {cut, formatPosition} from '../format.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {Panel} from './panel.js';
import {TextLine} from './text-line.js';

/** The narrowest bar that still tells something. */
const leastBar = 8;

const stateWords = ({paused, time, length}: Replay): string => {
	if (!paused) {
		return 'goes on';
	}

	return time >= length ? 'at its end' : 'stands';
};

const barLine = (replay: Replay, width: number, glyphs: Glyphs): Line => {
	const {time, length, position, count, pace} = replay;
	const whole = formatPosition(length);
	const left: Line = [toned('accent', `${stateWords(replay).padEnd(10)} `), plain(`${formatPosition(time).padStart(whole.length)} `)];
	const right: Line = [
		toned('dim', ` ${whole}`),
		plain(`  ${String(position).padStart(String(count).length)} of ${count}`),
		{text: `  ${`${pace}×`.padStart(4)}`, tone: pace === 1 ? 'dim' : 'waiting'},
	];
	const room = width - lineWidth(left) - lineWidth(right);
	if (room < leastBar) {
		return [...left, ...right];
	}

	const gone = length === 0 ? room : Math.round(room * Math.min(1, time / length));
	return [...left, toned('accent', glyphs.elapsed.repeat(gone)), toned('dim', glyphs.left.repeat(room - gone)), ...right];
};

/** Where a replay stands, in the place of the form: nothing can be sent in it. */
export function ReplayBar({model, replay, width, glyphs}: {
	readonly model: Model;
	readonly replay: Replay;
	readonly width: number;
	readonly glyphs: Glyphs;
}) {
	const said = model.notice ?? replay.remark;
	const note = said === undefined
		? [toned('dim', new Date(replay.beganAt).toISOString().slice(0, 16).replace('T', ' '))]
		: [toned('waiting', cut(said, width - 16))];
	return (
		<Panel title='Replay' note={note} width={width} height={3} glyphs={glyphs}>
			<TextLine line={barLine(replay, width - 4, glyphs)}/>
		</Panel>
	);
}
