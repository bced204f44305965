import {kindOf, remarkOn, type Recording, type RecordedKind} from '../recording/recording.js';
import {formatPosition} from '../ui/format.js';
import {plain, toned, type Line} from '../ui/line.js';
import {matrixOf, matrixReport} from '../ui/matrix.js';
import type {Glyphs} from '../ui/theme.js';
import {tellRecordedLab} from './tell-recorded-lab.js';
import {tellRecordedLesson} from './tell-recorded-lesson.js';
import {tellRecordedStorm} from './tell-recorded-storm.js';
import {tellTransfers} from './tell-transfers.js';

/** How a recording is told. */
export type RecordingTelling = {
	readonly glyphs: Glyphs;
	/** Every statement. */
	readonly verbose: boolean;
	/** Cells a line may take, where it is made to fit. */
	readonly width: number;
	/** In sentences, without anything that is drawn. */
	readonly isChartless?: boolean;
};

const headLines = ({head, events, lines}: Recording, name: string, {glyphs}: RecordingTelling): Line[] => {
	const {server, command, at, program} = head;
	const length = Math.max(0, (events.at(-1)?.at ?? at) - at);
	const where = server ? `${server.engine} ${server.version} ${server.embedded ? 'embedded' : server.address}` : 'no server was met';
	return [
		[toned('strong', `Replay of ${name}`), plain(`  ${where} ${glyphs.dot} ${command}`)],
		[toned('dim', `Recorded on ${new Date(at).toISOString()} by Backoff Bank ${program}: ${lines.length} events in ${formatPosition(length)}`)],
	];
};

const tellers: Readonly<Record<RecordedKind, (recording: Recording, telling: RecordingTelling) => Iterable<Line>>> = {
	bank: tellTransfers,
	lesson: tellRecordedLesson,
	matrix(recording, telling) {
		const {cells, server} = matrixOf(recording);
		return matrixReport(cells, server, telling);
	},
	storm: tellRecordedStorm,
	lab: tellRecordedLab,
};

/**
A recording in plain words, as what was recorded tells of itself where there is no screen.

@yields One line after the other.
*/
export function * tellRecording(recording: Recording, name: string, telling: RecordingTelling): Generator<Line> {
	yield * headLines(recording, name, telling);
	yield * tellers[kindOf(recording)](recording, telling);
	const remark = remarkOn(recording);
	if (remark !== undefined) {
		yield [toned('waiting', `${remark}.`)];
	}
}
