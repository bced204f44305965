import {writeFile} from 'node:fs/promises';
import process from 'node:process';
import leven from 'leven';
import {commandLine} from '../called-as.js';
import {template} from '../lessons/file/template.js';
import {lessons} from '../lessons/index.js';
import type {Lesson} from '../lessons/lesson.js';
import {runLesson, type LessonResult} from '../lessons/run-lesson.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {systemClock} from '../transactions/clock.js';
import {pacedClock} from '../transactions/paced-clock.js';
import {seededRandom} from '../transactions/seeded-random.js';
import {pad, wrap} from '../ui/format.js';
import {plain, toned} from '../ui/line.js';
import type {CommandInput} from './command.js';
import {exitCodes, UsageError} from './exit-codes.js';
import {playPlainly} from './play-plainly.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {tellLesson} from './tell-lesson.js';

/** Whether somebody types, and sees what comes of it. */
const hasTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** A lesson by its name, or in a file, where it is a path. */
const findLesson = async (name: string): Promise<Lesson> => {
	if (/[\/\\]|\.(?:json|ya?ml)$/iv.test(name)) {
		const {readLesson} = await import('../lessons/file/read-lesson.js');
		return readLesson(name);
	}

	const found = lessons.find(each => each.name === name);
	if (!found) {
		const [nearest] = lessons.map(each => each.name).toSorted((a, b) => leven(name, a) - leven(name, b));
		const isNear = nearest !== undefined && leven(name, nearest) <= 3;
		throw new UsageError(`There is no lesson "${name}". ${isNear ? `Did you mean ${nearest}?` : `There are ${lessons.map(each => each.name).join(', ')}.`}`);
	}

	return found;
};

/**
The levels that a lesson is to be played at, in turn: its own, or the one that was asked for.

@throws {UsageError} The lesson shows nothing at that one.
*/
export const roundsOf = ({name, levels, rounds}: Lesson, {settings, origins}: Pick<CommandInput, 'settings' | 'origins'>): readonly IsolationLevel[] => {
	const {isolation} = settings;
	if ((origins.get('isolation') ?? 'default') === 'default') {
		return rounds;
	}

	if (!levels.includes(isolation)) {
		throw new UsageError(`The lesson ${name} is played at ${levels.join(' or ')}, not at ${isolation}. Leave --isolation out, or use one of those.`);
	}

	return [isolation];
};

const list = ({say, tell}: Printer): void => {
	const width = Math.max(...lessons.map(({name}) => name.length)) + 2;
	for (const {name, title, look, levels} of lessons) {
		say([toned('accent', pad(name, width)), plain(title)]);
		tell({type: 'lesson', name, title, look, levels});
	}

	say([]);
	say([toned('dim', `${commandLine(`lesson ${lessons[0]?.name ?? ''}`)} plays the first one.`)]);
};

const writeTemplate = async (file: string, {say}: Printer): Promise<void> => {
	try {
		await writeFile(file, template, {flag: 'wx'});
	} catch (error) {
		const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
		throw new UsageError(isThere
			? `${file} is there already, and nothing is overwritten. Name another file.`
			: `${file} can't be written: ${error instanceof Error ? error.message : String(error)}. Name a file in a directory of yours.`);
	}

	say([plain(`Wrote ${file}. ${commandLine(`lesson ${/[.\/\\]/v.test(file) ? file : `./${file}`}`)} plays it.`)]);
};

const sayAnswers = ({steps}: Lesson, {say}: Printer, width: number): void => {
	for (const step of steps) {
		if (step.type !== 'question') {
			continue;
		}

		say([]);
		for (const text of wrap(`Answer: ${step.answer}`, width)) {
			say([plain(text)]);
		}
	}
};

const play = async (lesson: Lesson, {settings, origins}: CommandInput): Promise<number> => {
	const {verbose, accessible, policy, base, cap, pace, seed} = settings;
	const rounds = roundsOf(lesson, {settings, origins});
	return playPlainly(settings, async ({database, printer, glyphs, width, signal, outlast, left}) => {
		const clock = pacedClock({...systemClock, ...(seed !== undefined && {random: seededRandom(seed)})}, pace);
		const tellPeople = tellLesson(printer, {width, glyphs, isDetailed: verbose, isChartless: accessible});
		const results: LessonResult[] = [];
		for (const isolation of rounds) {
			results.push(await outlast(async () => runLesson(lesson, database, {
				isolation, signal, clock, policy, base, cap, left,
				onEvent(event) {
					printer.tell(event);
					tellPeople(event);
				},
			})));
		}

		sayAnswers(lesson, printer, width);
		const ok = results.every(each => each.ok);
		const {engine, version} = database.server;
		printer.tell({type: 'summary', command: 'lesson', ok, lesson: lesson.name, rounds: results, engine: {name: engine.name, version}});
		return ok ? exitCodes.done : exitCodes.invariantBroken;
	});
};

/** `lesson [NAME]`: plays a lesson, told in lanes, or lists what there is. */
export const lesson = async (input: CommandInput): Promise<number> => {
	const {words: [name, ...more], settings} = input;
	if (more.length > 0) {
		throw new UsageError(`lesson takes one word, the lesson's name, and got ${more.length + 1}. ${commandLine('lesson')} tells which there are.`);
	}

	if (settings.new !== undefined) {
		await writeTemplate(settings.new, createPrinter(settings.json, undefined, lookFor(settings).theme));
		return exitCodes.done;
	}

	if (settings.matrix) {
		if (name !== undefined) {
			throw new UsageError(`--matrix plays all of its own, and takes no name, but got "${name}". Leave one of the two out.`);
		}

		const {lessonMatrix} = await import('./lesson-matrix.js');
		return lessonMatrix(settings);
	}

	if (name === undefined) {
		list(createPrinter(settings.json, undefined, lookFor(settings).theme));
		return exitCodes.done;
	}

	const found = await findLesson(name);
	const [first = 'serializable'] = roundsOf(found, input);
	if (settings.accessible && !settings.json && hasTerminal()) {
		const {openLessonAccessible} = await import('./lesson-accessible.js');
		return openLessonAccessible(found, first, input);
	}

	if (settings.json || settings.accessible || !hasTerminal() || process.env['TERM'] === 'dumb') {
		return play(found, input);
	}

	const {openLesson} = await import('./lesson-screen.js');
	return openLesson(found, first, input);
};
