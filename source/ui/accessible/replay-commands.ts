import {askedIn} from '../../store/recorded-lesson.js';
import {paces} from '../../store/paces.js';
import type {Replay} from '../../store/replay.js';
import {spokenTime} from '../sentences/spoken.js';
import {explain} from './choose.js';
import type {Desk, TypedCommand} from './desk.js';
import {explainedFailure} from './lesson-failure.js';
import {helpSentences, runNamed} from './named-commands.js';
import {laneSentences} from './tell-lanes.js';
import {accountSentences} from './tell-state.js';

/** What a command that is typed in a replay works with. */
export type ReplayDesk = Desk & {
	/** What the event says that it has come to when so many have happened; nothing where that goes without saying. */
	saidAt(position: number): readonly string[];
};

const replayOf = ({model}: Desk): Replay => {
	const {replay} = model();
	if (!replay) {
		throw new Error('This is no replay.');
	}

	return replay;
};

export const endWords = 'That is the end of the recording. start goes back to its beginning, quit leaves.';

/** On to the next thing of which there is something to say: whoever hears the events says that. */
const next = (desk: ReplayDesk): void => {
	const {position: from, count} = replayOf(desk);
	if (from === count) {
		desk.say(endWords);
		return;
	}

	const isSilent = () => {
		const {position} = replayOf(desk);
		return Array.from({length: position - from}, (_, index) => desk.saidAt(from + index + 1)).every(said => said.length === 0);
	};

	do {
		desk.dispatch({type: 'replay-stepped', by: 1});
	} while (isSilent() && replayOf(desk).position < count);
};

const back = (desk: ReplayDesk): void => {
	do {
		desk.dispatch({type: 'replay-stepped', by: -1});
	} while (replayOf(desk).position > 0 && desk.saidAt(replayOf(desk).position).length === 0);

	const {position, time, length} = replayOf(desk);
	if (position === 0) {
		desk.say('This is where the recording begins. next tells what happened first.');
	} else {
		desk.say(`Back, at ${spokenTime(time)} of ${spokenTime(length)}:`, ...desk.saidAt(position));
	}
};

const play = (desk: ReplayDesk, isGoing: boolean): void => {
	if (replayOf(desk).paused !== isGoing) {
		desk.say(isGoing ? 'It goes on already: pause stops it.' : 'It is stopped already: next tells what comes, go lets it go on.');
		return;
	}

	desk.say(isGoing ? `It goes on, at ${replayOf(desk).pace} times its pace: pause stops it.` : 'Stopped: next tells what comes, go lets it go on.');
	desk.dispatch({type: 'replay-toggled'});
};

const choosePace = ([asked]: readonly string[], desk: ReplayDesk): void => {
	const pace = paces.find(each => each === Number(asked));
	if (pace === undefined) {
		desk.say(`It goes at ${replayOf(desk).pace} times its pace. pace takes one of ${paces.join(', ')}${asked === undefined ? '' : `, and got ${asked}`}.`);
		return;
	}

	while (replayOf(desk).pace !== pace) {
		desk.dispatch({type: 'replay-paced', by: replayOf(desk).pace < pace ? 1 : -1});
	}

	desk.say(`It goes at ${pace} times its pace.`);
};

const why = (words: readonly string[], desk: ReplayDesk): void => {
	const {lesson, storm, lab} = desk.model();
	if (lesson) {
		desk.say(...explainedFailure(lesson.events));
	} else if (storm ?? lab) {
		desk.say('why is for transfers and lessons. What a storm or a lab came to is said at its end: end goes there.');
	} else {
		explain(words, desk);
	}
};

const answer = ({model, say}: ReplayDesk): void => {
	const {lesson} = model();
	const question = lesson && askedIn(lesson);
	say(question ? `The question was: ${question.text} The answer: ${question.answer}` : 'Nothing has been asked yet.');
};

const status = (desk: ReplayDesk): void => {
	const {name, time, length, position, count, pace, paused, remark} = replayOf(desk);
	desk.say(
		`${name}: at ${spokenTime(time)} of ${spokenTime(length)}, ${position} of ${count} events, ${paused ? 'stopped' : `going at ${pace} times its pace`}.`,
		...(remark === undefined ? [] : [`${remark}.`]),
	);
};

/** What can be typed in a replay. The one-letter names are the keys of its screen. */
export const replayCommands: ReadonlyArray<TypedCommand<ReplayDesk>> = [
	{
		names: ['next', 'step', 'n', '.'], help: 'what happened next; Enter alone does the same',
		act(_words, desk) {
			next(desk);
		},
	},
	{
		names: ['back', ','], help: 'what happened before',
		act(_words, desk) {
			back(desk);
		},
	},
	{
		names: ['go', 'play'], help: 'let its time go on, and hear what happens',
		act(_words, desk) {
			play(desk, true);
		},
	},
	{
		names: ['pause', 'stop'], help: 'stop its time',
		act(_words, desk) {
			play(desk, false);
		},
	},
	{names: ['pace'], takes: paces.join(', '), help: 'how fast its time goes', act: choosePace},
	{
		names: ['start', 'home'], help: 'to its beginning',
		act(_words, desk) {
			desk.dispatch({type: 'replay-sought', to: 'start'});
			desk.say('At the beginning. next tells what happened first.');
		},
	},
	{
		names: ['end', 'all'], help: 'all the rest at once',
		act(_words, desk) {
			desk.dispatch({type: 'replay-sought', to: 'end'});
		},
	},
	{names: ['why', 'explain', 'e'], takes: 'ATTEMPT', help: 'why an attempt, or a lesson\'s statement, ended as it did', act: why},
	{
		names: ['answer', 'a'], help: 'the answer to a lesson\'s question',
		act(_words, desk) {
			answer(desk);
		},
	},
	{
		names: ['lanes', 'l'], help: 'what a transfer and its rival did, in turn, with the times',
		act(_words, {model, say}) {
			say(...laneSentences(model()));
		},
	},
	{
		names: ['accounts'], takes: 'NAME', help: 'the balances as they were then, of all or of those whose names begin so',
		act([name], {model, say}) {
			say(...accountSentences(model(), name));
		},
	},
	{
		names: ['status'], help: 'where it stands',
		act(_words, desk) {
			status(desk);
		},
	},
	{
		names: ['help', 'h', '?'], help: 'this help',
		act(_words, {say}) {
			say(...helpSentences(replayCommands));
		},
	},
	{
		names: ['quit', 'q'], help: 'leave the replay',
		act(_words, {dispatch}) {
			dispatch({type: 'quit-pressed'});
		},
	},
];

/** Does what a line asks for; Enter alone tells what happened next. */
export const actInReplay = (line: string, desk: ReplayDesk): void => {
	runNamed(line.trim() === '' ? 'next' : line, replayCommands, desk);
};
