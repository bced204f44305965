import {describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {ConnectionStringError, describeAddress, readAddress, readTarget} from '../../source/database/target.js';
import {placesIn} from '../../source/database/places.js';

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
	['postgresql://root@a:26257,b:26258/bank', 'root@a:26257,b:26258/bank'],
	['postgresql://root@a,b:26257,c/bank?sslmode=disable', 'root@a:5432,b:26257,c:5432/bank'],
	['postgresql://ann:ca,n@ary@a:1,b:2/d', 'ann@a:1,b:2/d'],
	['postgresql://ann:canary@[::1]:1,[fe80::2],h:3/d', 'ann@[::1]:1,[fe80::2]:5432,h:3/d'],
	['postgresql://ann:canary@/d?host=a,b&port=1,2', 'ann@a:1,b:2/d'],
	['postgresql://ann:canary@/d?host=a,b,c&port=7', 'ann@a:7,b:7,c:7/d'],
	['postgresql://ann:canary@a,b/d?port=7', 'ann@a:7,b:7/d'],
	['postgresql://ann:canary@x:7/d?host=a,b', 'ann@a:7,b:7/d'],
	['postgresql://ann:canary@/d?host=a,b', 'ann@a:5432,b:5432/d'],
	['postgresql://ann:canary@/d?host=a,b&port=,2', 'ann@a:5432,b:2/d'],
	['postgresql://ann:canary@/my%20d?host=/run/a,/run/b%20c&application_name=x y', 'ann@/run/a:5432,/run/b c:5432/my d'],
	['postgresql://ann:canary@%2Frun%2Fa,h:2/d', 'ann@/run/a:5432,h:2/d'],
	['postgresql://a,b?user=ann&password=canary&dbname=x#end', 'ann@a:5432,b:5432/ann'],
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
	['postgresql://ann:canary@a,b,c/d?port=1,2', /names 2 ports for 3 hosts: it takes one for all, or one for each/v],
	['postgresql://ann:canary@a,,c/d', /has no name in place 2 of its list of hosts/v],
	['postgresql://ann:canary@/d?host=a,', /has no name in place 2 of its list of hosts/v],
	['postgresql://ann:canary@a:0,b/d', /the port 0, which/v],
	['postgresql://ann:canary@a:1,b:70000/d', /the port 70000, which/v],
	['postgresql://ann:canary@a,b/d?port=1,x', /port/v],
	['postgresql://ann:canary@a:1,b:port/d', /can't be read/v],
	['postgresql://ann:canary@a,%ZZ/d', /can't be read/v],
	['postgresql://ann:canary@a,b/d?sslrootcert=/nowhere/ca.pem', /the file \/nowhere\/ca\.pem, which can't be read/v],
	['postgresql://ann:canary@h/d?sslrootcert=/nowhere/ca.pem', /the file \/nowhere\/ca\.pem, which can't be read/v],
];

/** Passwords with what must be percent-encoded and is not: parts of them would be taken for a host, a port or a database. */
const unencoded = ['can/ary', 'can#ary', 'can?ary', '12/canary', '12#canary', '/canary', '12/can?ary', '12/can#ary'];

describe('readAddress', () => {
	for (const [url, address] of good) {
		test(`reads where ${url} leads, and not the password`, (t: TestContext) => {
			t.assert.strictEqual(describeAddress(readAddress(url)), address);
			t.assert.ok(!JSON.stringify(readAddress(url)).includes('canary'));
		});
	}

	for (const [url, says] of bad) {
		test(`refuses ${JSON.stringify(url)}, says why and gives an example, without the password`, (t: TestContext) => {
			t.assert.throws(() => readAddress(url), (error: unknown) => error instanceof ConnectionStringError
				&& says.test(error.message) && !error.message.includes('canary')
				&& error.message.endsWith('for example postgresql://root@localhost:26257/defaultdb?sslmode=disable'));
		});
	}

	test('reads several hosts from PGHOST and PGPORT too', (t: TestContext) => {
		const environment = {PGHOST: 'a,b', PGPORT: '1,2'};
		t.assert.deepStrictEqual(placesIn('postgresql://ann@/d', environment), [{host: 'a', port: 1}, {host: 'b', port: 2}]);
		t.assert.strictEqual(placesIn('postgresql://ann@c/d', environment), undefined);
		t.assert.throws(() => placesIn('postgresql://ann@c,d,e/d', environment), /names 2 ports for 3 hosts/v);
	});

	test('gives pg a connection string for each host, that leads there and keeps all else', (t: TestContext) => {
		for (const url of ['postgresql://ann:c%40,n@a:1,[::1]:2,%2Frun%2Fx:3/d?sslmode=no-verify&application_name=x', 'postgresql://ann:c%40,n@/d?host=a,::1,/run/x&port=1,2,3&sslmode=no-verify&application_name=x']) {
			const {hosts} = readTarget(url);
			const clients = hosts.map(({connectionString}) => new pg.Client({connectionString}));
			t.assert.deepStrictEqual(clients.map(({host, port}) => [host, port]), [['a', 1], ['::1', 2], ['/run/x', 3]]);
			for (const {user, password, database, ssl} of clients) {
				t.assert.deepStrictEqual([user, password, database, ssl], ['ann', 'c@,n', 'd', {rejectUnauthorized: false}]);
			}
		}
	});

	for (const password of unencoded) {
		test(`refuses the password ${password} as it is, and says what to do with it`, (t: TestContext) => {
			t.assert.throws(() => readAddress(`postgresql://ann:${password}@h/d`), (error: unknown) => error instanceof ConnectionStringError
				&& error.message.includes('percent-encoded') && !/canary|12|ary@/v.test(error.message));
		});
	}
});
