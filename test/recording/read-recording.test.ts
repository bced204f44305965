import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import {describe, test, type TestContext} from 'node:test';
import {eventToJson} from '../../source/recording/event-json.js';
import {mostLineBytes} from '../../source/recording/head.js';
import {readRecording, readRecordingFrom, RecordingError} from '../../source/recording/read-recording.js';
import {remarkOn} from '../../source/recording/recording.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';

const fixture = new URL('fixtures/version-1.jsonl', import.meta.url);
const whole = await readFile(fixture, 'utf8');
const lines = whole.trimEnd().split('\n');
const [head = ''] = lines;

/**
In pieces of so many bytes, as a file or a pipe may bring it.

@yields One piece after the other.
*/
const inPieces = async function * (text: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.length; at += size) {
		yield bytes.subarray(at, at + size);
	}
};

const read = async (text: string | Uint8Array, size?: number) => readRecordingFrom(inPieces(text, size), 'r.jsonl');

/** The fixture's head, and below it these lines. */
const below = (...more: readonly string[]): string => [head, ...more, ''].join('\n');

describe('A recording of format 1', () => {
	test('stays readable: all that happened, and how it was set', async (t: TestContext) => {
		const {head: {settings, ...about}, events, lines: read_, isComplete, unknown, brokenOff} = await read(whole);
		t.assert.deepStrictEqual(about, {
			type: 'recording', at: about.at, program: '0.1.0', command: 'open',
			server: {engine: 'PostgreSQL', version: '18.4', embedded: true, address: about.server?.address ?? ''},
		});
		t.assert.deepStrictEqual(settings, {
			policy: 'full', base: 100, cap: 5000, maxAttempts: 10, timeout: 30_000, isolation: 'serializable', restart: 'begin', rivals: 1, faults: [], pace: 1, seed: 3,
		});
		t.assert.deepStrictEqual([isComplete, unknown, brokenOff, events.length, read_.length], [true, 0, undefined, 121, 121]);
		const counts = Map.groupBy(events, ({type}) => type);
		t.assert.deepStrictEqual(['transfer-started', 'attempt-failed', 'committed', 'fault-injected', 'outcome-resolved', 'transfer-refused', 'making-set', 'pacing-set']
			.map(type => counts.get(type as 'committed')?.length), [3, 3, 4, 1, 1, 1, 3, 2]);
		const [started] = counts.get('transfer-started') ?? [];
		t.assert.strictEqual(started?.type === 'transfer-started' && started.transfer.cents, 10_000n);
		t.assert.strictEqual(remarkOn(await read(whole)), undefined);
	});

	test('comes out as it went in', async (t: TestContext) => {
		const {lines: events} = await read(whole);
		// When it was made, nobody said how many hosts there were.
		t.assert.deepStrictEqual(events.map(event => eventToJson(event)), lines.slice(1, -1).map(line => line.replace(/(?<="refusedFaults":\{[^\}]*\})(?=\})/v, ',"hosts":1')));
	});

	test('is the same however it is cut into pieces, with other line ends, and with a byte order mark', async (t: TestContext) => {
		const expected = await read(whole);
		t.assert.deepStrictEqual(await read(whole, 7), expected);
		t.assert.deepStrictEqual(await read(`\u{FEFF}${whole.replaceAll('\n', '\r\n')}\r\n`), expected);
		t.assert.deepStrictEqual(await readRecording(fixture.pathname), expected);
	});
});

describe('A recording that breaks off', () => {
	test('is read as far as it goes, wherever that is, and says so', async (t: TestContext) => {
		const bytes = Buffer.from(whole);
		const headLength = Buffer.byteLength(head);
		for (let length = 0; length < bytes.length; length += 131) {
			const cut = bytes.subarray(0, length);
			const number = cut.toString().split('\n').length;
			if (length < headLength) {
				await t.assert.rejects(read(cut), (error: unknown) => error instanceof RecordingError && error.message.startsWith('r.jsonl can\'t be replayed. Line 1: '));
				continue;
			}

			const recording = await read(cut);
			t.assert.deepStrictEqual([recording.isComplete, recording.brokenOff ?? number], [false, number]);
			t.assert.match(remarkOn(recording) ?? '', /^It (?:breaks off in line \d+|has no end): the program that wrote it was /v);
		}
	});

	test('may end in what a machine leaves that lost its power', async (t: TestContext) => {
		const {events, brokenOff} = await read(`${below(lines[1] ?? '')}${'\0'.repeat(4096)}`);
		t.assert.deepStrictEqual([events.length, brokenOff], [1, 3]);
	});
});

const event = (fields: Readonly<Record<string, unknown>>): string => JSON.stringify({v: 1, at: 1_795_000_000_000, ...fields});
const ordered = (cents: unknown): string => event({type: 'transfer-started', session: 'you', rivals: 0, transfer: {id: 't', from: 'a', to: 'b', cents}});
const inTransaction = {transactionId: 't', session: 'you', attempt: 1};

const wrong: ReadonlyArray<readonly [what: string, text: string, says: RegExp]> = [
	['nothing', '', /Line 1: there is nothing: the file is empty\. A program that is killed/v],
	['only blank lines', '\n\n', /Line 3: there is nothing/v],
	['a text', 'Dear diary,\n', /Line 1: it is not JSON\.$/v],
	['a list', '[]\n', /Line 1: "" is not an object/v],
	['null', 'null\n', /Line 1: .*not an object/v],
	['a terminal\'s recording', '{"version":2,"width":80,"height":24}\n', /Line 1: it is not how a recording begins\. A recording is what --record FILE wrote\.$/v],
	['what --json prints', `${lines[1] ?? ''}\n`, /Line 1: it begins with an event, as --json prints them.*Use --record FILE in place of --json\.$/v],
	['bytes of no text', '\u{0}\u{1}\u{2}\n', /Line 1: it is not JSON/v],
	['a newer format', `${head.replace('"v":1', '"v":2')}\n`, /Line 1: it says that it was written by a newer Backoff Bank \(format 2\), and this one reads formats up to 1\. Install a newer one\.$/v],
	['no format', `${head.replace('"v":1,', '')}\n`, /Line 1: .*\(format unknown\)/v],
	['a head without settings', '{"v":1,"type":"recording","at":1,"program":"0","command":"open"}\n', /Line 1: "settings" is not an object\.$/v],
	['an unknown policy', `${head.replace('"policy":"full"', '"policy":"fibonacci"')}\n`, /Line 1: "settings\.policy" is not one of full, equal, /v],
	['a beginning that is no time', `${head.replace(/"at":\d+/v, '"at":1e400')}\n`, /Line 1: "at" is not a time in ms/v],
	['half a line in the middle', below('{"v":1,"type":"committed', lines[2] ?? ''), /Line 2: it is not JSON\.$/v],
	['an event without a type', below('{"v":1}'), /Line 2: "type" is not a text/v],
	['a time that is a text', below(event({type: 'committed', ...inTransaction, elapsed: 1, at: '1'})), /Line 2: "at" is not a time in ms/v],
	['a time beyond all dates', below(event({type: 'committed', ...inTransaction, elapsed: 1, at: 1e300})), /Line 2: "at" is not a time in ms/v],
	['a number in the place of an amount', below(ordered(1)), /Line 2: "transfer\.cents" is not an amount in cents \("1250"\)\.$/v],
	['an amount that is none', below(ordered('1e9')), /"transfer\.cents"/v],
	['an account without a balance', below(event({type: 'balances-read', elapsed: 1, accounts: [{id: 'a', owner: 'Ada', opening: '1'}]})), /Line 2: "accounts\.0\.balance" is not an amount/v],
	['accounts that are no list', below(event({type: 'balances-read', elapsed: 1, accounts: {length: 4}})), /Line 2: "accounts" is not a list/v],
	[
		'a failure of no known phase',
		below(event({type: 'attempt-failed', ...inTransaction, elapsed: 1, failure: {phase: 'x', verdict: 'retry', message: ''}})),
		/Line 2: "failure\.phase" is not one of connect, work, commit/v,
	],
	['an attempt that is no number', below(event({type: 'committed', ...inTransaction, attempt: {}, elapsed: 1})), /Line 2: "attempt" is not a whole number/v],
	['a fault without its title', below(event({type: 'fault-injected', transactionId: 't', attempt: 1, fault: 'cut'})), /Line 2: "title" is not a text/v],
	['a pace that would stop the clock', below(event({type: 'pacing-set', pacing: {pace: 0, paused: false}})), /Line 2: "pacing\.pace" is not a pace from 0\.01 to 100/v],
	['a date that is none', below(event({type: 'transfer-repeated', transactionId: 't', madeAt: 'yesterday'})), /Line 2: "madeAt" is not a date/v],
	['a refusal of no known kind', below(event({type: 'transfer-refused', transactionId: 't', refusal: {type: '__proto__'}})), /Line 2: "refusal\.type" is not one of insufficient-funds/v],
	['an unknown kind that is nested for ever', below(`{"v":1,"type":"new","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), /Line 2: "new" is not at most 20 levels deep/v],
	['a line of nothing but brackets', below('['.repeat(1_000_000), ''), /Line 2: it is not JSON/v],
	['a gigantic line', below('x'.repeat(mostLineBytes + 70_000)), /Line 2: it is longer than 8 MB, which no line of a recording is\.$/v],
	['a gigantic line without an end', 'x'.repeat(mostLineBytes + 70_000), /Line 1: it is longer than 8 MB/v],
];

describe('What is no recording', () => {
	for (const [what, text, says] of wrong) {
		test(`is refused with the line: ${what}`, async (t: TestContext) => {
			await t.assert.rejects(read(text), (error: unknown) => {
				t.assert.ok(error instanceof RecordingError, String(error));
				t.assert.match(error.message, says);
				t.assert.match(error.message, /^r\.jsonl can't be replayed\. Line \d+: [^\n]*\.$/v);
				return true;
			});
		});
	}

	test('is never anything but refused or read, however it is changed', async (t: TestContext) => {
		const random = seededRandom(7);
		const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
		const values = ['null', '-1', '1e308', String.raw`"\u0000"`, '[]', '{}', '{"__proto__":{"x":1}}', 'true', '""', '"99999999999999999999999999"', '{"constructor":{"prototype":1}}'];
		let refused = 0;
		for (let round = 0; round < 3000; round++) {
			const line = pick(lines);
			const changed = line.replaceAll(/(?<=:)(?:"[^"]*"|-?[\d.]+|true|false)(?=[,\}])/gv, value => random() < 0.15 ? pick(values) : value);
			const ended = await read(line === head ? `${changed}\n` : below(changed)).catch((error: unknown) => error);
			t.assert.ok(ended instanceof RecordingError || (ended instanceof Object && 'events' in ended), `${String(ended)}: ${changed}`);
			refused += ended instanceof RecordingError ? 1 : 0;
		}

		t.assert.ok(refused > 1000, String(refused));
		t.assert.deepStrictEqual(Object.keys(Object.prototype), []);
	});

	test('says which file can\'t be read', async (t: TestContext) => {
		await t.assert.rejects(readRecording('/nowhere/r.jsonl'), {
			name: 'RecordingError', message: '/nowhere/r.jsonl can\'t be read. There is no such file. Name a file that --record FILE wrote.',
		});
		await t.assert.rejects(readRecording('/'), {message: '/ can\'t be read. It is a directory. Name a file that --record FILE wrote.'});
	});
});

describe('What a recording holds beside what is known', () => {
	test('is kept for programs, and counted', async (t: TestContext) => {
		const recording = await read(below(event({type: 'sky-seen', rate: [1, {deep: '7'}]}), '{"v":1,"type":"summary","ok":true}', event({type: 'recording-ended'})));
		t.assert.deepStrictEqual([recording.events.length, recording.unknown, recording.isComplete], [0, 1, true]);
		t.assert.deepStrictEqual(recording.lines.map(line => eventToJson(line)), [
			'{"v":1,"type":"sky-seen","at":1795000000000,"rate":[1,{"deep":"7"}]}', '{"v":1,"type":"summary","ok":true}',
		]);
		t.assert.strictEqual(remarkOn(recording), '1 line is of kinds that this version doesn\'t draw');
	});

	test('can\'t smuggle anything in: unknown fields, prototypes, rows that are no amounts', async (t: TestContext) => {
		const smuggled = '"__proto__":{"polluted":true},"constructor":1,"toString":"x","extra":{"a":1}';
		const {events} = await read(below(
			`{"v":1,"type":"committed","at":1795000000000,"transactionId":"t","session":"you","attempt":1,"elapsed":-5,${smuggled}}`,
			event({
				type: 'statement-finished', ...inTransaction, statement: {text: 'SELECT', label: 'read-balance'}, elapsed: 1, rowCount: 1,
				row: {balance: '***', id: 7, deep: {a: 1}, list: [1], text: 'x'.repeat(50_000)},
			}),
		));
		t.assert.deepStrictEqual(events[0], {type: 'committed', at: 1_795_000_000_000, ...inTransaction, elapsed: 0});
		const [, finished] = events;
		t.assert.deepStrictEqual(finished?.type === 'statement-finished' && finished.row, {id: 7, text: 'x'.repeat(10_000)});
	});
});
