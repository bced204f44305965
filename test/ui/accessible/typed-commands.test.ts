import {describe, test, type TestContext} from 'node:test';
import type {LessonEvent} from '../../../source/lessons/events.js';
import {lessons} from '../../../source/lessons/index.js';
import type {Effect} from '../../../source/store/effects.js';
import {initialLessonModel, updateLesson, type LessonMessage} from '../../../source/store/lesson-model.js';
import type {Message} from '../../../source/store/message.js';
import {planOf} from '../../../source/store/making.js';
import type {Model} from '../../../source/store/model.js';
import {update} from '../../../source/store/update.js';
import {actOnLine} from '../../../source/ui/accessible/act-on-line.js';
import {actInLesson, lessonCommands} from '../../../source/ui/accessible/lesson-commands.js';
import {typedCommands} from '../../../source/ui/accessible/typed-commands.js';
import {bindings} from '../../../source/ui/keys.js';
import {lessonKeys} from '../../../source/ui/lesson-keys.js';
import {conflict, making, open, origin, started} from '../../store/messages.js';

const running: readonly Message[] = [started, {...origin(1, 101), type: 'attempt-started', isolation: 'serializable'}];
const waiting: readonly Message[] = [
	...running,
	{...origin(1, 102), type: 'attempt-failed', failure: conflict, elapsed: 1},
	{...origin(1, 1000), type: 'backoff-started', delay: 800, ceiling: 800, policy: 'constant'},
];

/** A bank that is open, after `messages`, and what typing in it comes to. */
const typeInto = (...messages: readonly Message[]) => {
	let model: Model = open();
	let said: string[] = [];
	const effects: Effect[] = [];
	const dispatch = (message: Message) => {
		const [next, ...more] = update(model, message);
		model = next;
		effects.push(...more);
	};

	for (const message of messages) {
		dispatch(message);
	}

	const desk = {
		model: () => model, dispatch, now: () => 1200,
		say(...sentences: readonly string[]) {
			said.push(...sentences);
		},
	};
	return {
		effects,
		model: () => model,
		/** What is said to a line. */
		type(line: string): string {
			said = [];
			actOnLine(line, desk);
			return said.join('\n');
		},
	};
};

describe('A typed line', () => {
	test('sends, by names or their beginnings, in quotes or not', (t: TestContext) => {
		for (const line of ['send Ada Ben 100', 'SEND ada b $100.00', 'send "Ada" "Ben" "100"']) {
			const {type, effects} = typeInto();
			t.assert.strictEqual(type(line), '');
			t.assert.deepStrictEqual(effects.map(effect => effect.type === 'send-transfer' ? [effect.from, effect.to, effect.cents] : effect.type), [['a', 'b', 10_000n]]);
		}
	});

	test('of send alone is asked for the rest; Enter alone takes what is there', (t: TestContext) => {
		const {type, effects} = typeInto();
		t.assert.strictEqual(type('send'), 'From whom? Enter alone takes Ada.');
		t.assert.strictEqual(type('cl'), 'To whom? Enter alone takes Ben.');
		t.assert.strictEqual(type(''), 'How much? Enter alone takes $100.00.');
		t.assert.strictEqual(type('12.5'), '');
		t.assert.deepStrictEqual(effects.map(effect => effect.type === 'send-transfer' ? [effect.from, effect.to, effect.cents] : effect.type), [['c', 'b', 1250n]]);
	});

	test('that answers wrongly is told why, and asked for again', (t: TestContext) => {
		const {type, effects} = typeInto();
		type('send');
		t.assert.strictEqual(type('Adda'), 'There is no account "Adda". Did you mean Ada?\nFrom whom?');
		t.assert.strictEqual(type(''), 'There is no account "Adda". Did you mean Ada?\nFrom whom?');
		t.assert.strictEqual(type('Ada'), 'To whom? Enter alone takes Ben.');
		t.assert.match(type('ada'), /Ada can't pay Ada: choose two accounts\.\nTo whom\?$/v);
		type('Ben');
		t.assert.match(type('a lot'), /^Not an amount\. Try 100 or 12\.50.*\nHow much\?$/v);
		t.assert.strictEqual(type('cancel'), 'Left. Nothing was sent.');
		t.assert.deepStrictEqual(effects, []);
	});

	test('with a wrong name asks for that name, and then for the rest', (t: TestContext) => {
		const {type, model, effects} = typeInto();
		t.assert.match(type('send Ada Zoe 5'), /^To whom\?$/v);
		t.assert.strictEqual(model().notice, 'There is no account "Zoe". There are Ada, Ben, Cleo.');
		t.assert.strictEqual(type('Cleo'), 'How much? Enter alone takes $5.00.');
		type('');
		t.assert.strictEqual(effects.length, 1);
	});

	test('again sends the same once more', (t: TestContext) => {
		const {type, effects} = typeInto();
		type('again');
		t.assert.strictEqual(effects[0]?.type, 'send-transfer');
	});

	for (const line of ['send', 'send Ada Ben 5', 'again']) {
		test(`${line} is refused while a transfer is under way`, (t: TestContext) => {
			const {type, effects} = typeInto(...running);
			t.assert.strictEqual(type(line), 'One transfer at a time: cancel ends this one.');
			t.assert.deepStrictEqual(effects, []);
		});
	}

	test('cancels, pauses, goes on and slows down, and says why it doesn\'t', (t: TestContext) => {
		const {type, effects} = typeInto(...waiting);
		t.assert.strictEqual(type('go'), 'It is not paused.');
		type('pause');
		type('slow');
		type('x');
		t.assert.deepStrictEqual(effects, [
			{type: 'set-pacing', pacing: {pace: 1, paused: true}}, {type: 'set-pacing', pacing: {pace: 0.1, paused: false}}, {type: 'cancel-transfer'},
		]);
		const idle = typeInto();
		t.assert.deepStrictEqual([idle.type('pause'), idle.type('cancel'), idle.type('why')], ['Nothing is waiting.', 'Nothing is under way.', 'Nothing has been tried yet.']);
		const paused = typeInto(...waiting, {type: 'pacing-set', at: 1100, pacing: {pace: 1, paused: true}});
		t.assert.strictEqual(paused.type('pause'), 'It is paused already: go lets it go on.');
	});

	test('goes statement by statement, and at another pace', (t: TestContext) => {
		const idle = typeInto();
		idle.type('step');
		t.assert.deepStrictEqual(idle.effects.map(({type}) => type), ['set-pacing', 'send-transfer']);
		const paused = typeInto(...running, {type: 'pacing-set', at: 1100, pacing: {pace: 1, paused: true}}, {...origin(1, 1101), type: 'statement-held', statement: {text: 'UPDATE', label: 'debit'}});
		t.assert.match(paused.type('status'), /Held before debit: step sends it, go lets all go on\.\s+For 9 min at most/v);
		paused.type('step');
		paused.type('pace 0.5');
		t.assert.deepStrictEqual(paused.effects, [{type: 'step'}, {type: 'set-pacing', pacing: {pace: 0.5, paused: true}}]);
		t.assert.match(paused.type('pace 3'), /The pace is the usual one\.\s+pace takes one of 0\.1, 0\.2, 0\.5, 1, 2, 5, 10, and got 3\./v);
	});

	test('chooses rivals, policy and faults by name, or the next one', (t: TestContext) => {
		const {type, model} = typeInto();
		t.assert.strictEqual(type('rivals 0'), 'The next transfer is made with nobody in the way.');
		t.assert.strictEqual(type('r'), 'The next transfer is made while a rival wants the same row.');
		t.assert.strictEqual(type('rivals 4'), 'rivals takes a number from 0 to 3, and got 4.');
		t.assert.strictEqual(type('policy none'), 'The backoff policy is none: no backoff.');
		t.assert.strictEqual(type('p'), 'The backoff policy is full: full jitter.');
		t.assert.match(type('policy slow'), /There is no policy slow\. There are full, equal/v);
		type('fault cut');
		type('fault 1');
		t.assert.deepStrictEqual(model().making.faults.map(({name}) => name), ['cut', 'lose-commit']);
		t.assert.match(type('faults'), /fault freeze: .*\nTo go wrong with the next transfer: cut the line before COMMIT and lose the answer to COMMIT\.$/sv);
		t.assert.match(type('fault fire'), /^There is no fault fire\./v);
		t.assert.strictEqual(model().overlay, 'none');
	});

	test('chooses no policy where attempts begin at a savepoint, and says why', (t: TestContext) => {
		const {type, model} = typeInto({type: 'making-set', at: 3, making: {...planOf(making), restart: 'savepoint'}});
		for (const line of ['policy none', 'policy', 'policy full']) {
			type(line);
			t.assert.deepStrictEqual([model().making.policy.name, model().notice], ['full', 'No policy to choose: the locks are kept, so no conflict waits'], line);
		}
	});

	test('explains an attempt, and leaves nothing open', (t: TestContext) => {
		const {type, model} = typeInto(...waiting);
		t.assert.match(type('why'), /^Attempt 1 of 1\.\n40001: serialization_failure\./v);
		t.assert.strictEqual(type('why 2'), 'why takes the number of an attempt, from 1 to 1. Without one it tells of the latest that failed.');
		t.assert.strictEqual(model().overlay, 'none');
	});

	test('tells how everything stands', (t: TestContext) => {
		const {type} = typeInto(...waiting);
		t.assert.match(type('status'), /PostgreSQL 18\.4.*\nAttempt 1 of 10 is under way, waiting with 600 milliseconds left of 800 milliseconds\.\n0 commits, 0 of rivals and 0 retries so far\./v);
		t.assert.strictEqual(type('accounts'), 'Ada has $1,000.00.\nBen has $250.00.\nCleo has $500.00.');
		t.assert.strictEqual(type('a b'), 'Ben has $250.00.');
		t.assert.strictEqual(type('accounts z'), 'No owner\'s name begins with z.');
		t.assert.strictEqual(type('audit'), 'There was no audit yet.');
		t.assert.match(type(''), /^A transfer is under way: /v);
		t.assert.match(typeInto().type(''), /^Type again to send \$100\.00 from Ada to Ben while a rival wants the same row\./v);
	});

	test('that means nothing is told the nearest that does', (t: TestContext) => {
		const {type} = typeInto();
		t.assert.match(type('sned Ada Ben 1'), /There is no "sned" here\. Did you mean send\? help tells/v);
		t.assert.match(type('constructor'), /There is no "constructor" here\. help tells/v);
		t.assert.match(type('send Ada Ben'), /send takes three words.* and got 2\. For example: send Ada Ben 100/v);
		t.assert.match(type('cancel it'), /cancel takes no words, and got "it"/v);
	});
});

describe('What can be typed', () => {
	test('has one meaning for each name, and help tells all of it', (t: TestContext) => {
		const names = typedCommands.flatMap(command => command.names);
		t.assert.strictEqual(new Set(names).size, names.length);
		const help = typeInto().type('help');
		t.assert.deepStrictEqual(typedCommands.filter(({names: [name], help: words}) => !help.includes(`${name}`) || !help.includes(words)), []);
	});

	test('reaches everything that a key of the bank is for', (t: TestContext) => {
		const names = new Set(typedCommands.flatMap(command => command.names));
		// A field is edited by answering when it is asked for.
		const drawn = new Set(['edit']);
		const needed = bindings.filter(({hint, contexts}) => hint !== '' && !drawn.has(hint) && (contexts.includes('browse') || contexts.includes('transfer')));
		t.assert.ok(needed.length >= 9);
		t.assert.deepStrictEqual(needed.filter(({hint}) => !names.has(hint)).map(({hint}) => hint), []);
	});
});

describe('back and lanes, typed', () => {
	const read: Message = {...origin(1, 101.5), type: 'statement-sent', statement: {text: 'SELECT', label: 'read-balance'}};
	const answered: Message = {...origin(1, 102), type: 'statement-finished', statement: {text: 'SELECT', label: 'read-balance'}, elapsed: 0.5, rowCount: 1, row: {balance: '100000'}};
	const messages = [...running, read, answered, ...waiting.slice(2)];

	test('back tells what happened, the latest first, and step comes on again', (t: TestContext) => {
		const {type, model} = typeInto(...messages);
		t.assert.match(type('back'), /^Back, at .* from its beginning; [12] events? ha(?:s|ve) happened since:\n.*40001[\s\S]*the database is where it is/v);
		t.assert.match(type('back'), /It reads \$1,000\.00\./v);
		t.assert.match(type(','), /where the transfer began/v);
		t.assert.match(type('step'), /It reads \$1,000\.00\./v);
		while (model().back !== undefined) {
			type('step');
		}

		t.assert.strictEqual(model().run?.attempts.length, 1);
		t.assert.strictEqual(typeInto().type('back'), 'Nothing has happened yet.');
	});

	test('lanes tells who did what, and when', (t: TestContext) => {
		const {type} = typeInto(...messages);
		const told = type('lanes');
		t.assert.match(told, /^Two sessions, side by side: you, and the rival\.\nAt .*, you: read, answered \$1,000\.00\.\n/v);
		t.assert.match(told, /, you: backoff of 800 milliseconds\.$/v);
		t.assert.strictEqual(typeInto().type('l'), 'Nothing has happened yet.');
	});
});

describe('A line that is typed in a lesson', () => {
	const at = 0;
	const [lesson] = lessons;

	/** A lesson whose steps have been heard, and what typing in it comes to. */
	const typeInLesson = (...events: readonly LessonEvent[]) => {
		let [model] = updateLesson(initialLessonModel(lesson!, 'read committed'), {type: 'lesson-begun'});
		let said: string[] = [];
		const effects: string[] = [];
		const dispatch = (message: LessonMessage) => {
			const [next, ...more] = updateLesson(model, message);
			model = next;
			effects.push(...more.map(({type}) => type));
		};

		for (const event of events) {
			dispatch({type: 'lesson-heard', event});
		}

		return {
			effects, dispatch,
			type(line: string): string {
				said = [];
				actInLesson(line, {
					model: () => model, dispatch,
					say(...sentences) {
						said.push(...sentences);
					},
				});
				return [...said, ...(model.notice === undefined ? [] : [model.notice])].join('\n');
			},
		};
	};

	const step: LessonEvent = {type: 'lesson-step', at, step: 1, of: 3, session: 'you'};
	const question: LessonEvent = {type: 'lesson-question', at, text: 'Who wins?', answer: 'The first.'};
	const failed: LessonEvent = {...origin(1, at), type: 'statement-failed', failure: conflict, elapsed: 1};

	test('lets steps go, one by one or by themselves, and holds them', (t: TestContext) => {
		const {type, effects} = typeInLesson(step);
		t.assert.deepStrictEqual(['next', '', '.', 'go', 'go', 'pause', 'pause'].map(line => type(line)), [
			'',
			'',
			'',
			'Steps go by themselves now: pause holds the next one.',
			'Steps go by themselves already: pause holds the next one.',
			'The next step will be held: next lets it go.',
			'The next step is held already: next lets it go.',
		]);
		t.assert.deepStrictEqual(effects, ['let-step-go', 'let-step-go', 'let-step-go', 'set-running', 'set-running']);
	});

	test('answers the question, tells why a statement failed, and how far it has come', (t: TestContext) => {
		t.assert.deepStrictEqual(['answer', 'why'].map(line => typeInLesson(step).type(line)), ['Nothing has been asked yet.', 'No statement has failed yet.']);
		const {type, dispatch} = typeInLesson(step, question, failed);
		t.assert.strictEqual(type('answer'), 'The question was: Who wins? The answer: The first.');
		t.assert.match(type('WHY'), /^The last statement that failed is .*\n40001: .*\n.*may be run again, from BEGIN\.$/v);
		dispatch({type: 'step-held', next: 'rival: COMMIT', at, limit: 1});
		t.assert.strictEqual(type('status'), 'Step 1 of 3, at read committed. Next, rival: COMMIT.');
	});

	test('chooses the pace and the level, leaves, and is told what there is', (t: TestContext) => {
		const {type, effects} = typeInLesson(step);
		t.assert.match(type('pace 10'), /go at 10× their pace/v);
		t.assert.match(type('pace 3'), /pace takes one of 0\.1, .*, and got 3\./v);
		t.assert.match(type('nxt'), /There is no "nxt" here\. Did you mean next\? help tells/v);
		t.assert.match(type('again now'), /again takes no words/v);
		t.assert.deepStrictEqual(lessonCommands.filter(({names: [name = '']}) => !new RegExp(String.raw`^${name}\b.*: `, 'mv').test(type('help'))), []);
		t.assert.match(type('policy none'), /go by another policy from now on: no backoff/v);
		t.assert.match(type('policy fast'), /^There is no policy fast\. There are full, equal, decorrelated, exponential, constant, none\./v);
		effects.length = 0;
		type('isolation');
		type('q');
		t.assert.deepStrictEqual(effects, ['set-running', 'play', 'quit']);
	});

	test('has a word for every key of the lesson\'s screen', (t: TestContext) => {
		const typed = new Set(lessonCommands.flatMap(({names}) => names));
		const drawn = new Set(['[ ]', '[', 'space', 'ctrl-z', 'ctrl-c']);
		t.assert.deepStrictEqual(lessonKeys.filter(({keys, shown}) => !drawn.has(shown) && keys.every(key => !typed.has(key))), []);
	});
});
