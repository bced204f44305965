import type {LessonIntent, LessonModel} from '../../store/lesson-model.js';
import {paces} from '../../store/paces.js';
import {policies} from '../../transactions/policies/index.js';
import {sentence} from '../sentences/spoken.js';
import type {TypedCommand} from './desk.js';
import {explainedFailure} from './lesson-failure.js';
import {helpSentences, runNamed} from './named-commands.js';

/** What a command that is typed in a lesson works with: the same model and the same intents as the keys of its screen. */
export type LessonDesk = {
	model(): LessonModel;
	dispatch(intent: LessonIntent): void;
	say(...sentences: readonly string[]): void;
};

const told = ({events, shown}: LessonModel): LessonModel['events'] => events.slice(0, shown);

const run = ({model, dispatch, say}: LessonDesk, isRunning: boolean): void => {
	if (model().isRunning === isRunning) {
		say(isRunning ? 'Steps go by themselves already: pause holds the next one.' : 'The next step is held already: next lets it go.');
		return;
	}

	dispatch({type: 'run-pressed'});
	say(isRunning ? 'Steps go by themselves now: pause holds the next one.' : 'The next step will be held: next lets it go.');
};

const choosePace = ([asked]: readonly string[], {model, dispatch, say}: LessonDesk): void => {
	const pace = paces.find(each => each === Number(asked));
	if (pace === undefined) {
		say(`Steps that go by themselves go at ${model().pace} times their pace. pace takes one of ${paces.join(', ')}${asked === undefined ? '' : `, and got ${asked}`}.`);
		return;
	}

	while (model().pace !== pace) {
		dispatch({type: 'pace-pressed', by: model().pace < pace ? 1 : -1});
	}
};

const choosePolicy = ([asked]: readonly string[], {model, dispatch, say}: LessonDesk): void => {
	const meant = policies.find(({name}) => name === asked);
	if (asked !== undefined && !meant) {
		say(`There is no policy ${asked}. There are ${policies.map(({name}) => name).join(', ')}.`);
		return;
	}

	const before = model().policy;
	const isThere = () => meant === undefined || [meant, before].includes(model().policy);
	do {
		dispatch({type: 'policy-pressed'});
	} while (!isThere());
};

const answer = ({model, say}: LessonDesk): void => {
	const question = told(model()).findLast(event => event.type === 'lesson-question');
	say(question ? `The question was: ${question.text} The answer: ${question.answer}` : 'Nothing has been asked yet.');
};

/** What the lesson stands at, and what can be done. */
export const lessonStatus = (model: LessonModel): string => {
	const {stage, isolation} = model;
	const step = told(model).findLast(event => event.type === 'lesson-step');
	const where = step ? `Step ${step.step} of ${step.of}, at ${isolation}.` : `Nothing has been sent yet, at ${isolation}.`;
	switch (stage.type) {
		case 'connecting': {
			return 'The database is being opened.';
		}

		case 'playing': {
			return `${where} It is under way.`;
		}

		case 'held': {
			return `${where} ${sentence(`next, ${stage.next}`)}`;
		}

		case 'ended':
		case 'stopped': {
			return `${where} It is over. again plays it again, isolation at the next level, quit leaves.`;
		}
	}
};

/** What can be typed in a lesson. The one-letter names are the keys of its screen. */
export const lessonCommands: ReadonlyArray<TypedCommand<LessonDesk>> = [
	{
		names: ['next', 'step', 'n', '.'], help: 'let the next step go; Enter alone does the same',
		act(_words, {dispatch}) {
			dispatch({type: 'step-pressed'});
		},
	},
	{
		names: ['back', ','], help: 'back through what was, step by step; the database stays, and next comes on again',
		act(_words, {dispatch}) {
			dispatch({type: 'back-pressed'});
		},
	},
	{
		names: ['go', 'run'], help: 'let steps go by themselves',
		act(_words, desk) {
			run(desk, true);
		},
	},
	{
		names: ['pause', 'hold'], help: 'hold the next step again',
		act(_words, desk) {
			run(desk, false);
		},
	},
	{names: ['pace'], takes: paces.join(', '), help: 'how fast steps go by themselves, and waits', act: choosePace},
	{names: ['policy', 'p'], takes: 'NAME', help: `how waits between attempts are computed: ${policies.map(({name}) => name).join(', ')}`, act: choosePolicy},
	{
		names: ['why', 'e'], help: 'why the last statement that failed did so',
		act(_words, {model, say}) {
			say(...explainedFailure(told(model())));
		},
	},
	{
		names: ['answer', 'a'], help: 'the answer to the question that was asked last',
		act(_words, desk) {
			answer(desk);
		},
	},
	{
		names: ['isolation', 'i'], help: 'from the beginning, at the next isolation level',
		act(_words, {dispatch}) {
			dispatch({type: 'isolation-pressed'});
		},
	},
	{
		names: ['again', 'r'], help: 'from the beginning',
		act(_words, {dispatch}) {
			dispatch({type: 'again-pressed'});
		},
	},
	{
		names: ['status'], help: 'how far it has come, and what comes next',
		act(_words, {model, say}) {
			say(lessonStatus(model()));
		},
	},
	{
		names: ['help', 'h', '?'], help: 'what to look for, and this help',
		act(_words, {model, say}) {
			const {look} = model().lesson;
			say(...(look === '' ? [] : [look]), ...helpSentences(lessonCommands));
		},
	},
	{
		names: ['quit', 'q'], help: 'leave the lesson',
		act(_words, {dispatch}) {
			dispatch({type: 'quit-pressed'});
		},
	},
];

/** Does what a line asks for; Enter alone lets the next step go, as it does on the screen. */
export const actInLesson = (line: string, desk: LessonDesk): void => {
	runNamed(line.trim() === '' ? 'next' : line, lessonCommands, desk);
};
