import {formatCents} from '../bank/money.js';
import type {LabEvent} from '../load/lab/events.js';
import {isOfOutage} from '../load/outage-events.js';
import type {RecordedEvent} from '../recording/event-shapes.js';
import {kindOf, type Recording, type RecordedKind} from '../recording/recording.js';
import {isLessonEvent} from '../store/recorded-lesson.js';
import {beginReplay} from '../store/replay.js';
import {update} from '../store/update.js';
import {accountSentences} from '../ui/accessible/tell-state.js';
import {auditFinding} from '../ui/audit-words.js';
import {articleConclusion, articleHeading} from '../ui/lab/conclusion.js';
import {articleOf, labOf} from '../ui/lab/recorded.js';
import type {Line} from '../ui/line.js';
import {changedSentences} from '../ui/sentences/balances.js';
import {sentencesOf} from '../ui/sentences/sentences.js';
import {sentence} from '../ui/sentences/spoken.js';
import {cameTo, stormsOf} from '../ui/storm/recorded.js';
import {reportLines} from '../ui/storm/report.js';
import {gatherLines} from './gathered-lines.js';
import {createLabView} from './lab-view.js';
import {narrateStorm} from './narrate-storm.js';
import {speakLesson, spokenGlyphs, spokenLines} from './speak-lesson.js';

/** So wide that nothing is torn apart: that is for whoever says it. */
const width = 10_000;

/** What is said of one event after the other. */
type Speaker = (event: RecordedEvent) => readonly string[];

const isBalances = ({type}: RecordedEvent): boolean => type === 'balances-read' || type === 'balances-changed';

const bankSpeaker = (recording: Recording, isVerbose: boolean): Speaker => {
	let model = beginReplay(recording, '');
	return event => {
		const before = model;
		[model] = update(model, event);
		const isFirst = before.accounts.length === 0 && model.accounts.length > 0;
		return [
			...sentencesOf(event, before, model, isVerbose),
			...(isFirst ? accountSentences(model) : []),
			...(isBalances(event) && !isFirst ? changedSentences(before, model) : []),
		];
	};
};

const lessonSpeaker = (): Speaker => {
	const speak = speakLesson();
	return event => isLessonEvent(event) ? speak(event) : [];
};

/** Each field in words, in place of a table of signs. */
const matrixSpeaker = (): Speaker => event => {
	if (event.type !== 'matrix-cell') {
		return [];
	}

	const {anomaly, title, isolation, prevented, cases} = event;
	const what = prevented === undefined ? 'could not be played to its end' : (prevented ? 'is kept from happening' : 'happens');
	return [`At ${isolation}, ${anomaly} ${what}: ${sentence(title)}`, ...cases.map(({name, behind}) => sentence(`${name}: ${behind.join('; ')}`))];
};

const stormSpeaker = (recording: Recording): Speaker => {
	const {head: {server}} = recording;
	const {printer, take} = gatherLines();
	const {connections = Infinity, refusedCures: refused} = recording.events.find(event => event.type === 'storm-opened') ?? {};
	const hear = narrateStorm(printer, {place: server ? `${server.engine} ${server.version}` : 'no server was met', connections}, spokenGlyphs);
	const storms = new Map(stormsOf(recording).map(storm => [storm.ended ?? storm.samples.at(-1) ?? storm.started, storm]));
	let audited = '';
	return event => {
		if (event.type === 'storm-started' || event.type === 'storm-sample') {
			hear(event);
		}

		const lines: Line[] = [...take()];
		const storm = event.type === 'storm-ended' || event.type === 'storm-sample' ? storms.get(event) : undefined;
		const figures = storm && cameTo(storm);
		if (figures) {
			lines.push(...reportLines(figures, storm.started, {clients: figures.clients, refused}, spokenGlyphs));
		}

		if (event.type !== 'audited') {
			return spokenLines(lines);
		}

		const before = audited;
		audited = auditFinding(event.audit).words;
		return audited === before ? [] : [sentence(`${formatCents(event.audit.total)} in all: ${audited}`)];
	};
};

const labSpeaker = (recording: Recording): Speaker => {
	const {printer, take} = gatherLines();
	// Here the signs are about the money.
	const glyphs = {...spokenGlyphs, committed: 'nothing lost', failed: 'money'};
	const view = {glyphs, width};
	const lab = createLabView(printer, view);
	const isRun = (event: RecordedEvent): event is LabEvent => event.type === 'lab-started' || event.type === 'lab-cell' || isOfOutage(event);
	const last = recording.events.at(-1);
	return event => {
		if (isRun(event)) {
			lab.hear(event);
		}

		if (event !== last) {
			return spokenLines(take());
		}

		const result = labOf(recording)?.result;
		if (result) {
			lab.conclude(result);
		}

		const article = articleOf(recording);
		return spokenLines([...take(), ...(article ? [articleHeading(article.shape, glyphs), ...articleConclusion(article, view)] : [])]);
	};
};

const speakers: Readonly<Record<RecordedKind, (recording: Recording, isVerbose: boolean) => Speaker>> = {
	bank: bankSpeaker, lesson: lessonSpeaker, matrix: matrixSpeaker, storm: stormSpeaker, lab: labSpeaker,
};

/** What a recording says in plain sentences: a list for each of its events, in order, and most of them empty. */
export const speakRecording = (recording: Recording, isVerbose: boolean): ReadonlyArray<readonly string[]> =>
	recording.events.map(speakers[kindOf(recording)](recording, isVerbose));
