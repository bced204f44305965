import {describe, test, type TestContext} from 'node:test';
import {ConnectionStringError} from '../../source/database/connection-string-error.js';
import {isLocal, secure} from '../../source/database/tls.js';
import {readTarget} from '../../source/database/target.js';

describe('This machine', () => {
	for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'db.localhost', '127.0.0.1', '127.255.0.9', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '/run/postgresql']) {
		test(`is ${host}`, (t: TestContext) => {
			t.assert.strictEqual(isLocal(host), true);
		});
	}

	for (const host of ['db.example', 'localhost.example', 'mylocalhost', '10.0.0.1', '192.168.0.1', '128.0.0.1', '0.0.0.0', '::', '::2', '::ffff:10.0.0.1', 'fe80::1', '127.0.0.1.example']) {
		test(`is not ${host}`, (t: TestContext) => {
			t.assert.strictEqual(isLocal(host), false);
		});
	}
});

describe('Who is elsewhere has to prove who it is', () => {
	test('unless the connection string, or PGSSLMODE, says otherwise', (t: TestContext) => {
		const url = 'postgresql://ann@db.example/bank';
		t.assert.strictEqual(secure(url, 'db.example', {}), `${url}?sslmode=verify-full`);
		t.assert.strictEqual(secure(`${url}?a=b`, 'db.example', {PGSSLMODE: ''}), `${url}?a=b&sslmode=verify-full`);
		t.assert.strictEqual(secure(`${url}#end`, 'db.example', {}), `${url}?sslmode=verify-full`);
		t.assert.strictEqual(secure(url, 'localhost', {}), url);
		t.assert.strictEqual(secure(url, 'db.example', {PGSSLMODE: 'disable'}), url);
		for (const said of ['sslmode=disable', 'sslmode=no-verify', 'sslmode=require', 'ssl=true', 'ssl=0', 'sslnegotiation=direct', 'sslrootcert=x', 'sslcert=x']) {
			t.assert.strictEqual(secure(`${url}?${said}`, 'db.example', {}), `${url}?${said}`);
		}
	});

	test('of several hosts each by itself', (t: TestContext) => {
		const {hosts} = readTarget('postgresql://ann@localhost,db.example,[::1],10.0.0.1/bank');
		t.assert.deepStrictEqual(hosts.map(({connectionString}) => connectionString.endsWith('&sslmode=verify-full')), [false, true, false, true]);
	});

	test('also where the host stands in a parameter or in PGHOST', (t: TestContext) => {
		t.assert.match(readTarget('postgresql://ann@/bank?host=db.example').hosts[0].connectionString, /&sslmode=verify-full$/v);
		t.assert.doesNotMatch(readTarget('postgresql://ann@/bank?host=/run/postgresql').hosts[0].connectionString, /sslmode/v);
	});
});

describe('What a connection string says of TLS', () => {
	test('means the authorities that Node knows, where it says system', (t: TestContext) => {
		const [{connectionString}] = readTarget('postgresql://ann@localhost/bank?sslrootcert=system').hosts;
		t.assert.strictEqual(connectionString, 'postgresql://ann@localhost/bank?sslrootcert=system&sslrootcert=&sslmode=verify-full');
	});

	test('means no where it says false, which the driver takes for a yes', (t: TestContext) => {
		t.assert.strictEqual(secure('postgresql://h/d?ssl=false', 'h', {}), 'postgresql://h/d?ssl=false&ssl=0');
	});

	for (const [parameters, says] of [
		['sslmode=verifyfull', /says sslmode=verifyfull, and there is disable, prefer, require, verify-ca, verify-full, no-verify/v],
		['sslmode=allow', /says sslmode=allow, and there is/v],
		['ssl=yes', /says ssl=yes, and there is true, 1, false, 0, no-verify/v],
		['sslnegotiation=tls', /says sslnegotiation=tls, and there is postgres, direct/v],
		['sslmode=verify-ca&uselibpqcompat=true', /names no authority: add sslrootcert=FILE/v],
	] as const) {
		test(`is refused where there is no such thing: ${parameters}`, (t: TestContext) => {
			t.assert.throws(() => readTarget(`postgresql://ann@localhost/bank?${parameters}`), (error: unknown) => error instanceof ConnectionStringError && says.test(error.message));
		});
	}
});
