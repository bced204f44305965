import type {LessonEvent} from '../lessons/events.js';
import type {Lesson} from '../lessons/lesson.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {fullJitter} from '../transactions/policies/full-jitter.js';
import {policies} from '../transactions/policies/index.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';
import type {ConnectingStage} from './model.js';
import {nextPace} from './paces.js';

/** How far a lesson on the screen has come. */
export type LessonStage =
	| {readonly type: 'connecting'; readonly doing: ConnectingStage}
	/** Its tables are being made, or a step is under way. */
	| {readonly type: 'playing'}
	/** The next step waits for a key, for `limit` ms at most, or for its pause to be over. */
	| {readonly type: 'held'; readonly next: string; readonly since: number; readonly limit: number}
	| {readonly type: 'ended'; readonly ok: boolean}
	/** It can't go on, and has been rolled back. */
	| {readonly type: 'stopped'; readonly why: string};

/** Everything that the lesson's screen shows. It comes from messages alone. */
export type LessonModel = {
	readonly lesson: Pick<Lesson, 'name' | 'title' | 'look' | 'levels' | 'steps'>;
	readonly isolation: IsolationLevel;
	readonly stage: LessonStage;
	/** All that was heard of this run: what the screen goes back through. */
	readonly events: readonly LessonEvent[];
	/** As many of them are shown; undefined for all, and those to come. */
	readonly shown: number | undefined;
	readonly isRunning: boolean;
	/** How fast steps go by themselves, and waits: 1 is as it is. */
	readonly pace: number;
	/** What its next wait between two attempts goes by. */
	readonly policy: BackoffPolicy;
	readonly isAnswered: boolean;
	readonly overlay: 'none' | 'help';
	readonly notice?: string | undefined;
};

export type LessonIntent =
	| {readonly type: 'step-pressed'}
	| {readonly type: 'back-pressed'}
	| {readonly type: 'run-pressed'}
	/** Faster, or slower. */
	| {readonly type: 'pace-pressed'; readonly by: 1 | -1}
	/** The policy after this one. */
	| {readonly type: 'policy-pressed'}
	| {readonly type: 'answer-pressed'}
	| {readonly type: 'isolation-pressed'}
	| {readonly type: 'again-pressed'}
	| {readonly type: 'help-pressed'}
	| {readonly type: 'suspend-pressed'}
	| {readonly type: 'quit-pressed'};

export type LessonMessage = LessonIntent
	/** Something of the run. */
	| {readonly type: 'lesson-heard'; readonly event: LessonEvent}
	| {readonly type: 'lesson-connecting'; readonly doing: ConnectingStage}
	/** A run begins, from nothing. */
	| {readonly type: 'lesson-begun'}
	| {readonly type: 'step-held'; readonly next: string; readonly at: number; readonly limit: number}
	| {readonly type: 'lesson-stopped'; readonly why: string};

/** What is to be done in the world. */
export type LessonEffect =
	| {readonly type: 'let-step-go'}
	| {readonly type: 'set-running'; readonly isRunning: boolean}
	| {readonly type: 'set-pace'; readonly pace: number}
	| {readonly type: 'set-policy'; readonly policy: BackoffPolicy}
	| {readonly type: 'play'; readonly isolation: IsolationLevel}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

export type LessonUpdated = readonly [LessonModel, ...LessonEffect[]];

export const initialLessonModel = (lesson: Lesson, isolation: IsolationLevel, pace = 1, policy: BackoffPolicy = fullJitter): LessonModel => ({
	lesson, isolation, pace, policy,
	stage: {type: 'connecting', doing: 'connecting'},
	events: [],
	shown: undefined,
	isRunning: false,
	isAnswered: false,
	overlay: 'none',
});

/** Where the steps that a session took, and storms, begin, among the events. */
export const stepStarts = (events: readonly LessonEvent[]): number[] =>
	events.flatMap((event, place) => event.type === 'lesson-step' && (event.session ?? event.storm) !== undefined ? [place] : []);

const goBack = (model: LessonModel): LessonModel => {
	const {events, shown = events.length} = model;
	const before = stepStarts(events).findLast(place => place < shown);
	return before === undefined ? {...model, notice: 'This is where it began'} : {...model, shown: before, isRunning: false};
};

const goForward = (model: LessonModel): LessonModel => {
	const {events, shown = events.length} = model;
	const next = stepStarts(events).find(place => place > shown);
	return {...model, shown: next};
};

/** Its own waits go by what is chosen; its storms, which are held against each other, by what the lesson says. */
const choosePolicy = (model: LessonModel): LessonUpdated => {
	const {lesson: {steps}} = model;
	if (steps.every(({type}) => type !== 'backoff')) {
		const hasStorms = steps.some(({type}) => type === 'storm');
		return [{...model, notice: hasStorms ? 'p changes nothing here: the lesson says which policy each of its storms has' : 'p changes nothing here: no step of this lesson waits by a policy'}];
	}

	const policy = policies[(policies.indexOf(model.policy) + 1) % policies.length] ?? model.policy;
	return [{...model, policy, notice: `Waits between attempts go by another policy from now on: ${policy.title}`}, {type: 'set-policy', policy}];
};

const play = (model: LessonModel, isolation: IsolationLevel): LessonUpdated =>
	[{...model, isolation, events: [], shown: undefined, isAnswered: false, isRunning: false, stage: {type: 'playing'}}, {type: 'set-running', isRunning: false}, {type: 'play', isolation}];

/** Folds a message into the model, and says what is to be done. Pure. */
export const updateLesson = (before: LessonModel, message: LessonMessage): LessonUpdated => {
	const model = message.type.endsWith('-pressed') ? {...before, notice: undefined} : before;
	const {stage, lesson, isolation, isRunning, shown} = model;
	switch (message.type) {
		case 'lesson-heard': {
			const {event} = message;
			const isEnd = event.type === 'lesson-ended';
			return [{
				...model,
				events: [...model.events, event],
				stage: isEnd ? {type: 'ended', ok: event.ok} : (event.type === 'lesson-step' ? {type: 'playing'} : stage),
				...(isEnd && {isRunning: false}),
			}];
		}

		case 'lesson-connecting': {
			return [{...model, stage: {type: 'connecting', doing: message.doing}}];
		}

		case 'lesson-begun': {
			return [{...model, events: [], shown: undefined, stage: {type: 'playing'}}];
		}

		case 'step-held': {
			return [{...model, stage: {type: 'held', next: message.next, since: message.at, limit: message.limit}}];
		}

		case 'lesson-stopped': {
			return [{...model, stage: {type: 'stopped', why: message.why}, isRunning: false}];
		}

		case 'step-pressed': {
			if (shown !== undefined) {
				return [goForward(model)];
			}

			if (stage.type === 'ended' || stage.type === 'stopped') {
				return [{...model, notice: 'It is over. r plays it again, i at another level'}];
			}

			return stage.type === 'connecting' ? [{...model, notice: 'The database is not open yet'}] : [model, {type: 'let-step-go'}];
		}

		case 'back-pressed': {
			const next = goBack(model);
			return isRunning && !next.isRunning ? [next, {type: 'set-running', isRunning: false}] : [next];
		}

		case 'run-pressed': {
			return [{...model, isRunning: !isRunning, shown: undefined}, {type: 'set-running', isRunning: !isRunning}];
		}

		case 'pace-pressed': {
			const pace = nextPace(model.pace, message.by);
			return [{...model, pace, notice: `Steps that go by themselves, and waits, go at ${pace}× their pace`}, {type: 'set-pace', pace}];
		}

		case 'policy-pressed': {
			return choosePolicy(model);
		}

		case 'answer-pressed': {
			const isAsked = model.events.some(({type}) => type === 'lesson-question');
			return [isAsked ? {...model, isAnswered: !model.isAnswered} : {...model, notice: 'Nothing has been asked yet'}];
		}

		case 'isolation-pressed': {
			const {levels} = lesson;
			const next = levels[(levels.indexOf(isolation) + 1) % levels.length] ?? isolation;
			return next === isolation ? [{...model, notice: `This lesson is only played at ${isolation}`}] : (stage.type === 'connecting' ? [{...model, isolation: next}] : play(model, next));
		}

		case 'again-pressed': {
			return stage.type === 'connecting' ? [model] : play(model, isolation);
		}

		case 'help-pressed': {
			return [{...model, overlay: model.overlay === 'help' ? 'none' : 'help'}];
		}

		case 'suspend-pressed': {
			return [model, {type: 'suspend'}];
		}

		case 'quit-pressed': {
			return [model, {type: 'quit'}];
		}
	}
};
