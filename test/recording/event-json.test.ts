import {describe, test, type TestContext} from 'node:test';
import {eventToJson} from '../../source/recording/event-json.js';
import {keepSecret} from '../../source/recording/redact.js';
import {canary, leaksIn, parrot} from '../safety/canaries.js';
import {controlsIn} from '../support/command-line.js';

describe('An event as JSON', () => {
	test('holds every character, and none that a terminal or a reader of lines would act on', (t: TestContext) => {
		// One by one: in a row, what stands between : and @ would look like a password.
		const characters = Array.from({length: 0x1_00_00}, (_, code) => String.fromCodePoint(code));
		const json = eventToJson({type: 'balances-lost', characters, '\u{9B}\u{202E}': 1});
		t.assert.deepStrictEqual(controlsIn(json), []);
		t.assert.doesNotMatch(json, /[\n\u{2028}\u{2029}\u{FEFF}]/v);
		const parsed: unknown = JSON.parse(json);
		t.assert.strictEqual(JSON.stringify(parsed), JSON.stringify({v: 1, type: 'balances-lost', characters, '\u{9B}\u{202E}': 1}));
	});

	test('has no secrets in it, however deep, and stays JSON', (t: TestContext) => {
		keepSecret([canary, 'committed']);
		const json = eventToJson({type: 'committed', at: 7, failure: {message: parrot, statement: {values: [parrot, 5n, null, new Date(0)]}}});
		t.assert.deepStrictEqual(leaksIn(json), []);
		const parsed: unknown = JSON.parse(json);
		t.assert.partialDeepStrictEqual(parsed, {v: 1, type: 'committed', at: 7});
		t.assert.match(json, /"5",null,"1970-01-01T00:00:00\.000Z"/v);
	});
});
