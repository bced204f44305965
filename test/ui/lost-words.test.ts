import {describe, test, type TestContext} from 'node:test';
import {lostSegment} from '../../source/ui/lost-words.js';
import {glyphsFor} from '../../source/ui/theme.js';

const glyphs = glyphsFor({LANG: 'en_US.UTF-8'});

const wordsFor = (message: string, code?: string, now = 1000): string => lostSegment({message, code, until: 2200}, now, glyphs).text;

describe('What keeps the balances from being read is said in words', () => {
	for (const [message, code, words] of [
		['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED', '◌ the server is down: nobody listens there; again in 1.2s'],
		['connect ENOENT /x/.s.PGSQL.5432', 'ENOENT', '◌ the server is down: nobody listens there; again in 1.2s'],
		['read ECONNRESET', 'ECONNRESET', '◌ the connection ended; again in 1.2s'],
		['Connection terminated unexpectedly', undefined, '◌ the connection ended; again in 1.2s'],
		['Query read timeout', undefined, '◌ the server does not answer; again in 1.2s'],
		['Connection terminated due to connection timeout', undefined, '◌ the server does not answer; again in 1.2s'],
		['too many connections for role "ann"', '53300', '◌ the server takes no more connections (53300); again in 1.2s'],
		['the database system is in recovery mode', '57P03', '◌ the server is starting, stopping or recovering (57P03); again in 1.2s'],
		['relation "x" does not exist', '42P01', '◌ the balances can\'t be read: relation "x" does not exist; again in 1.2s'],
	] as const) {
		test(`${code ?? 'no code'}, ${message}`, (t: TestContext) => {
			t.assert.strictEqual(wordsFor(message, code), words);
		});
	}

	test('what a server says is not taken for what the driver says', (t: TestContext) => {
		t.assert.match(wordsFor('canceling statement due to lock timeout', '55P03'), /can't be read: canceling statement/v);
	});

	test('each of them has room in 80 columns', (t: TestContext) => {
		for (const code of ['53300', '57P01', '57P02', '57P03', 'EHOSTUNREACH']) {
			t.assert.ok(` Σ ${wordsFor('', code)}`.length <= 80, code);
		}
	});

	test('and when the time has come', (t: TestContext) => {
		t.assert.strictEqual(wordsFor('read ECONNRESET', 'ECONNRESET', 2200), '◌ the connection ended; asking again …');
	});
});
