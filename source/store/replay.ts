import {cures} from '../load/cures/index.js';
import {readThenWrite} from '../load/cures/read-then-write.js';
import type {RecordedEvent} from '../recording/event-shapes.js';
import {kindOf, remarkOn, type Recording} from '../recording/recording.js';
import type {Updated} from './effects.js';
import {makingOf} from './making.js';
import type {Message} from './message.js';
import {newArticleLab, newCuresLab} from './lab.js';
import {newStorm} from './storm.js';
import {initialModel, type Model} from './model.js';
import {nextPace} from './paces.js';
import {update} from './update.js';

/** Where a replay stands. Times in ms since the recording began. */
export type Replay = {
	/** What the recording is called. */
	readonly name: string;
	/** When it began, in ms since 1970. */
	readonly beganAt: number;
	readonly time: number;
	/** How long it takes. */
	readonly length: number;
	/** How many events have happened, and how many there are. */
	readonly position: number;
	readonly count: number;
	readonly pace: number;
	readonly paused: boolean;
	/** Why it isn't all that happened, if it isn't. */
	readonly remark?: string | undefined;
};

/** What somebody who looks at a replay asks for, and what its clock tells. */
export type ReplayMessage =
	/** Real time went by, in ms. */
	| {readonly type: 'replay-ticked'; readonly elapsed: number}
	| {readonly type: 'replay-toggled'}
	/** One thing that happened further, or back. */
	| {readonly type: 'replay-stepped'; readonly by: 1 | -1}
	/** So many ms further, or back. */
	| {readonly type: 'replay-jumped'; readonly by: number}
	| {readonly type: 'replay-sought'; readonly to: 'start' | 'end'}
	/** Faster, or slower. */
	| {readonly type: 'replay-paced'; readonly by: 1 | -1};

const isReplayMessage = (message: Message): message is ReplayMessage => message.type.startsWith('replay-');

/** So many events lie between two models that are kept, to go back to. */
const keyframeInterval = 256;

/** What is read all the time is no step: to go from one to the next would show nothing. */
const readings: ReadonlySet<RecordedEvent['type']> = new Set(['audited', 'balances-changed', 'balances-read', 'sessions-read']);

/** In a lesson's lanes these draw nothing: what they belong to comes next, or was drawn. */
const undrawn: ReadonlySet<RecordedEvent['type']> = new Set(['lesson-step', 'attempt-started', 'attempt-failed', 'connection-acquired', 'committed', 'gave-up', 'outcome-unknown']);

const isStep = ({type}: RecordedEvent, isLesson: boolean): boolean => !readings.has(type) && !(isLesson && undrawn.has(type));

/** A lab's table before anything was measured: which one, the event tells that begins it. */
const emptyLab = (events: readonly RecordedEvent[]): Partial<Model> => {
	for (const event of events) {
		if (event.type === 'lab-started') {
			return {lab: newCuresLab(event)};
		}

		if (event.type === 'article-started') {
			return {lab: newArticleLab(event)};
		}
	}

	return {};
};

/** The screen that it was recorded on, before anything happened there. */
const emptyScreen = (recording: Recording): Partial<Model> => {
	const {events} = recording;
	const kind = kindOf(recording);
	if (kind === 'lab') {
		return emptyLab(events);
	}

	const started = events.find(event => event.type === 'storm-started');
	if (kind === 'storm' && started) {
		return {storm: newStorm(started.clients, cures.find(({name}) => name === started.cure) ?? readThenWrite)};
	}

	return kind === 'lesson' ? {lesson: {events: [], isAnswered: false}} : {};
};

/** Another moment, looked at as this one is: by what lies over the screen, and by where a lab's table is looked at. */
const seenAs = (reached: Model, {overlay, explained, isInLanes, lab}: Model): Model => ({
	...reached,
	overlay,
	explained,
	...(isInLanes && {isInLanes}),
	...(lab && reached.lab && {lab: {...reached.lab, cursor: lab.cursor, scroll: lab.scroll}}),
});

/** When each event happened, in ms since the beginning: clocks may be set back, and time goes on. */
const timesOf = ({head, events}: Recording): number[] => {
	let latest = 0;
	return events.map(({at}) => {
		latest = Math.max(latest, at - head.at);
		return latest;
	});
};

/** The model before anything happened, as the recording's head tells of it. */
export const beginReplay = (recording: Recording, name: string, replayPace = 1): Model => {
	const {head: {at, server, settings}, events} = recording;
	const {pace, ...plan} = settings;
	const model = initialModel(makingOf(plan), pace);
	return {
		...model,
		...emptyScreen(recording),
		...(server && {connection: {type: 'connected', server: {...server, hosts: 1, isolation: settings.isolation, refusedFaults: new Map()}}}),
		replay: {
			name, beganAt: at, time: 0, length: timesOf(recording).at(-1) ?? 0, position: 0, count: events.length, pace: replayPace, paused: false, remark: remarkOn(recording),
		},
	};
};

/**
The update of a replay: the recording's events go through the same `update` that they went through when they happened, whichever
way its time goes. Pure: models that are kept only spare going through everything again.

@param initial - As `beginReplay` made it.
*/
export const replayUpdate = (recording: Recording, initial: Model): ((model: Model, message: Message) => Updated) => {
	const {events} = recording;
	const times = timesOf(recording);
	const keyframes: Model[] = [initial];

	const modelAt = (position: number): Model => {
		const last = Math.min(Math.floor(position / keyframeInterval), keyframes.length - 1);
		let model = keyframes[last] ?? initial;
		for (const [index, event] of events.slice(last * keyframeInterval, position).entries()) {
			[model] = update(model, event);
			const reached = (last * keyframeInterval) + index + 1;
			if (reached === keyframes.length * keyframeInterval) {
				keyframes.push(model);
			}
		}

		return model;
	};

	const moveTo = (model: Model, replay: Replay, time: number, position: number): Model => {
		const moved = {...replay, time, position};
		const ahead = position - replay.position;
		if (ahead < 0 || ahead > keyframeInterval) {
			return {...seenAs(modelAt(position), model), notice: undefined, replay: moved};
		}

		// On from here: what is over stays the same object, and needn't be laid out again.
		let shown = model;
		for (const event of events.slice(replay.position, position)) {
			[shown] = update(shown, event);
		}

		return {...shown, replay: moved};
	};

	const toTime = (model: Model, replay: Replay, asked: number): Model => {
		const time = Math.max(0, Math.min(asked, replay.length));
		let {position} = replay;
		while ((times[position] ?? Infinity) <= time) {
			position++;
		}

		while ((times[position - 1] ?? 0) > time) {
			position--;
		}

		return moveTo(model, replay, time, position);
	};

	const step = (model: Model, replay: Replay, by: 1 | -1): Model => {
		const isThere = (position: number) => {
			const event = events[position - 1];
			return event === undefined || position === events.length || isStep(event, model.lesson !== undefined);
		};

		let position = Math.max(0, Math.min(replay.position + by, events.length));
		while (!isThere(position)) {
			position += by;
		}

		return moveTo(model, {...replay, paused: true}, times[position - 1] ?? 0, position);
	};

	const updateReplay = (model: Model, replay: Replay, message: ReplayMessage): Model => {
		switch (message.type) {
			case 'replay-ticked': {
				const moved = toTime(model, replay, replay.time + (message.elapsed * replay.pace));
				return moved.replay?.time === replay.length ? {...moved, replay: {...moved.replay, paused: true}} : moved;
			}

			case 'replay-toggled': {
				const isOver = replay.time >= replay.length;
				return isOver && replay.paused
					? toTime(model, {...replay, paused: false}, 0)
					: {...model, replay: {...replay, paused: !replay.paused}};
			}

			case 'replay-stepped': {
				return step(model, replay, message.by);
			}

			case 'replay-jumped': {
				return toTime(model, replay, replay.time + message.by);
			}

			case 'replay-sought': {
				return toTime(model, replay, message.to === 'start' ? 0 : replay.length);
			}

			case 'replay-paced': {
				return {...model, replay: {...replay, pace: nextPace(replay.pace, message.by)}};
			}
		}
	};

	return (model, message) => {
		if (message.type === 'pasted') {
			return [model];
		}

		if (!isReplayMessage(message)) {
			return update(model, message);
		}

		const shown = message.type === 'replay-ticked' ? model : {...model, notice: undefined};
		return [model.replay ? updateReplay(shown, model.replay, message) : model];
	};
};
