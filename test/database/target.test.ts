import {describe, test, type TestContext} from 'node:test';
import {ConnectionStringError, describeAddress, readAddress} from '../../source/database/target.js';

const good: ReadonlyArray<readonly [url: string, address: string]> = [
	['postgresql://root@localhost:26257/defaultdb?sslmode=disable', 'root@localhost:26257/defaultdb'],
	['postgres://ann:canary@db.example.com/bank', 'ann@db.example.com:5432/bank'],
	['postgresql://ann:c%40n%2Fa%3Ary@h:1/d', 'ann@h:1/d'],
	['postgresql://ann:c@nary@h:65535/d', 'ann@h:65535/d'],
	['postgresql://a%6En:canary@h/my%20d', 'ann@h:5432/my d'],
	['postgresql://ann:canary@[::1]:5433/d', 'ann@[::1]:5433/d'],
	['postgresql://ann:1234567@h/d', 'ann@h:5432/d'],
	['postgresql://ann@/d?host=/run/postgresql&port=5433', 'ann@/run/postgresql:5433/d'],
	['postgresql://h/d?user=ann&password=canary', 'ann@h:5432/d'],
	['postgresql://ann:canary@h/d?application_name=a@b', 'ann@h:5432/d'],
	['postgresql://ann:canary@h', 'ann@h:5432/ann'],
];

const bad: ReadonlyArray<readonly [url: string, says: RegExp]> = [
	['', /no postgresql:\/\/ at its beginning/v],
	['canary', /no postgresql:\/\/ at its beginning/v],
	['localhost:5432/canary', /no postgresql:\/\/ at its beginning/v],
	['host=localhost password=canary', /no postgresql:\/\/ at its beginning/v],
	['mysql://ann:canary@h/d', /begins with mysql:\/\/, not with postgresql:\/\//v],
	['https://ann:canary@h/d', /begins with https:\/\//v],
	['postgresql://ann:canary@h:0/d', /the port 0, which is not between 1 and 65535/v],
	['postgresql://ann:canary@h:65536/d', /the port 65536/v],
	['postgresql://ann:canary@h:99999999999', /the port 99999999999/v],
	['postgresql://ann:canary@h:port/d', /can't be read/v],
	['postgresql://ann:canary@h/d?port=abc', /port/v],
	['postgresql://ann:canary@h/d?port=70000', /port/v],
	['postgresql://ann:canary@h/d?sslrootcert=/nowhere/ca.pem', /the file \/nowhere\/ca\.pem, which can't be read/v],
];

/** Passwords with what must be percent-encoded and is not: parts of them would be taken for a host, a port or a database. */
const unencoded = ['can/ary', 'can#ary', 'can?ary', '12/canary', '12#canary', '/canary', '12/can?ary', '12/can#ary'];

describe('readAddress', () => {
	for (const [url, address] of good) {
		test(`reads where ${url} leads, and not the password`, (t: TestContext) => {
			t.assert.strictEqual(describeAddress(readAddress(url)), address);
			t.assert.ok(!Object.values(readAddress(url)).join(' ').includes('canary'));
		});
	}

	for (const [url, says] of bad) {
		test(`refuses ${JSON.stringify(url)}, says why and gives an example, without the password`, (t: TestContext) => {
			t.assert.throws(() => readAddress(url), (error: unknown) => error instanceof ConnectionStringError
				&& says.test(error.message) && !error.message.includes('canary')
				&& error.message.endsWith('for example postgresql://root@localhost:26257/defaultdb?sslmode=disable'));
		});
	}

	for (const password of unencoded) {
		test(`refuses the password ${password} as it is, and says what to do with it`, (t: TestContext) => {
			t.assert.throws(() => readAddress(`postgresql://ann:${password}@h/d`), (error: unknown) => error instanceof ConnectionStringError
				&& error.message.includes('percent-encoded') && !/canary|12|ary@/v.test(error.message));
		});
	}
});
