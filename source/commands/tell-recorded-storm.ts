import {formatCents} from '../bank/money.js';
import type {Recording} from '../recording/recording.js';
import {auditSegment} from '../ui/audit-words.js';
import {plain, toned, type Line} from '../ui/line.js';
import {cameTo, stormsOf} from '../ui/storm/recorded.js';
import {reportLines} from '../ui/storm/report.js';
import {gatherLines} from './gathered-lines.js';
import {narrateStorm} from './narrate-storm.js';
import type {RecordingTelling} from './tell-recording.js';

/**
Storms in lines, as `storm` tells of them without a screen, and what they came to. One that breaks off came to what its last sample
says.

@yields One line after the other.
*/
export function * tellRecordedStorm(recording: Recording, {glyphs}: RecordingTelling): Generator<Line> {
	const {head: {server}, events} = recording;
	const {printer, take} = gatherLines();
	const opened = events.find(event => event.type === 'storm-opened');
	const place = server ? `${server.engine} ${server.version} ${server.embedded ? 'embedded' : server.address}` : 'no server was met';
	for (const storm of stormsOf(recording)) {
		const {started, samples, ended, audit} = storm;
		const hear = narrateStorm(printer, {place, connections: opened?.connections ?? Infinity}, glyphs);
		hear(started);
		for (const sample of samples) {
			hear(sample);
		}

		yield * take();
		const figures = cameTo(storm);
		if (figures) {
			yield * reportLines(figures, started, {clients: figures.clients, refused: opened?.refusedCures}, glyphs);
		}

		if (!ended) {
			yield [toned('waiting', 'Its end was not recorded: that is how it stood when it was heard of last.')];
		}

		if (audit) {
			yield [plain(`${glyphs.sum} ${formatCents(audit.total)} `), auditSegment(audit, glyphs)];
		}
	}
}
