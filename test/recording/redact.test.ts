import {describe, test, type TestContext} from 'node:test';
import {readSecrets} from '../../source/recording/read-secrets.js';
import {createRedactor} from '../../source/recording/redact.js';
import {canary, leaksIn, spellings, ways} from '../safety/canaries.js';

const redactorFor = (url: string) => createRedactor(readSecrets(['demo', '--url', url], {}));

describe('The redactor', () => {
	for (const [way, give] of Object.entries(ways)) {
		const {args = [], env = {}, dotenv} = give(5432);
		for (const [spelling, text] of Object.entries(spellings)) {
			test(`given a password ${way}, hides it ${spelling}`, (t: TestContext) => {
				t.assert.notDeepStrictEqual(leaksIn(text), [], 'the test would see it');
				const shown = createRedactor(readSecrets(args, env, dotenv))(`before ${text} after`);
				t.assert.deepStrictEqual(leaksIn(shown), [], shown);
				t.assert.match(shown, /^before .*\*{3}.* after$/v);
			});
		}
	}

	test('hides what looks like a password though nobody told of it', (t: TestContext) => {
		const redact = createRedactor([]);
		for (const [text, shown] of [
			['at postgresql://ann:canary@h:5432/d.', 'at postgresql://ann:***@h:5432/d.'],
			['at postgresql://ann:can/a@r?y@h/d', 'at postgresql://ann:***@h/d'],
			['at ann:canary@h', 'at ann:***@h'],
			['password=canary user=ann', 'password=*** user=ann'],
			['?user=ann&sslpassword=canary&x=1', '?user=ann&sslpassword=***&x=1'],
			['PGPASSWORD=canary psql', 'PGPASSWORD=*** psql'],
			['password = \'can ary\' user=ann', 'password = *** user=ann'],
			[String.raw`{"password":"can\"ary","user":"ann"}`, '{"password":***,"user":"ann"}'],
			['{ password: \'canary\', user: 1 }', '{ password: ***, user: 1 }'],
			['ALTER ROLE ann PASSWORD \'can\'\'ary\' LOGIN', 'ALTER ROLE ann PASSWORD *** LOGIN'],
			['options=-c%20app.token%3Dcanary%26x', 'options=-c%20app.token%3D***%26x'],
		] as const) {
			t.assert.strictEqual(redact(text), shown);
		}
	});

	test('leaves everything else as it is', (t: TestContext) => {
		const redact = redactorFor('postgresql://ann:tree@db.example.com:5432/bank');
		for (const text of [
			'Can\'t connect to ann@db.example.com:5432/bank. The server refused the password of ann. Correct it in the connection string, or set PGPASSWORD.',
			'Can\'t connect to ann@[::1]:5433/bank. Nothing listens on port 5433 of ::1.',
			'Can\'t connect to ann@h:1,h:2/bank.',
			'password authentication failed for user "ann"',
			'It looks like postgresql://root@localhost:26257/defaultdb?sslmode=disable',
			'UPDATE backoff_bank.accounts SET balance = balance - $1 WHERE id = $2',
			'The street has trees, and $1,234.00 at 12:30:00.',
		]) {
			t.assert.strictEqual(redact(text), text);
		}

		t.assert.strictEqual(redact('a tree, "tree" %3Atree%40'), 'a ***, "***" %3A***%40');
	});

	for (const [what, url] of [
		['of one letter', 'postgresql://ann:a@h/d'],
		['of three letters', 'postgresql://ann:ann@h/d'],
		['that is the user too', 'postgresql://postgres:postgres@localhost/bank'],
		['that is the database too', 'postgresql://ann:Ledger@localhost/ledger'],
		['that is an everyday word', 'postgresql://ann:password@localhost/ledger'],
	] as const) {
		test(`hides a password ${what} where it stands as one, and blanks out nothing else`, (t: TestContext) => {
			const redact = redactorFor(url);
			const harmless = 'ann at localhost: a postgres, a ledger and its password';
			t.assert.strictEqual(redact(harmless), harmless);
			t.assert.strictEqual(redact(`at ${url}`), `at ${url.replace(/(?<=:\/\/\w+:).*(?=@)/v, '***')}`);
		});
	}

	test('finds a long password inside other words, a token by its beginning, and the longer of two first', (t: TestContext) => {
		const token = 'eyJhbGciOiJIUzI1NiJ9.'.repeat(50);
		const redact = createRedactor([canary, 'secretly', 'secretly-so', token]);
		t.assert.strictEqual(redact(`x${canary}y`), 'x***y');
		t.assert.strictEqual(redact('secretly-so, secretly'), '***, ***');
		t.assert.strictEqual(redact(`a ${token} b ${encodeURIComponent(token)} c`), 'a *** b *** c');
		t.assert.deepStrictEqual(leaksIn(redact(Buffer.from(canary).toString('hex').toUpperCase())), []);
	});

	test('hides controls with the password, stripped or not', (t: TestContext) => {
		const redact = createRedactor(['tab\there\u{7}!']);
		for (const text of ['tab\there\u{7}!', 'tab here!', 'tab%09here%07%21', String.raw`tab\there\u0007!`]) {
			t.assert.strictEqual(redact(text), '***');
		}
	});

	test('does it again without doing more', (t: TestContext) => {
		const redact = createRedactor([canary]);
		for (const text of Object.values(spellings)) {
			t.assert.strictEqual(redact(redact(text)), redact(text));
		}
	});

	test('takes no time for long texts made to take long', (t: TestContext) => {
		const redact = createRedactor([canary, String.raw`\\\\\\\\\\`]);
		for (const part of ['a', '@a:', '://a:', 'password', 'pwd=\'', 'token ', 'cAn4ry/', '%25', '\\', '%2', '\'']) {
			const text = part.repeat(100_000 / part.length);
			const started = performance.now();
			redact(text);
			redact(`@${text}`);
			redact(`${text}@`);
			t.assert.ok(performance.now() - started < 500, `${part}: ${performance.now() - started} ms`);
		}
	});
});
