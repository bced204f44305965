import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase, type ConnectOptions} from '../../source/database/connect.js';
import {DatabaseConnectionError} from '../../source/database/connection-error.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {listenFor, welcome} from '../support/peers.js';
import {startServer} from '../support/servers.js';

const server = await startServer('loopback');
await server.run(
	'CREATE ROLE ann LOGIN PASSWORD \'right\'',
	'CREATE DATABASE closed',
	'REVOKE CONNECT ON DATABASE closed FROM PUBLIC',
	'CREATE ROLE bob NOLOGIN PASSWORD \'right\'',
	'CREATE ROLE lim LOGIN CONNECTION LIMIT 0 PASSWORD \'right\'',
	'CREATE DATABASE shut ALLOW_CONNECTIONS false',
);
after(async () => {
	await server.stop();
});

/** What must never be seen: the password, as it is and percent-encoded. */
const canary = 'cAnary/#%';
const encoded = encodeURIComponent(canary);

/** Tries to connect: the message, and how long it took. */
const attempt = async (t: TestContext, url: string, options: ConnectOptions = {}): Promise<{readonly message: string; readonly elapsed: number}> => {
	const started = performance.now();
	const error: unknown = await connectDatabase({url, ...options}).catch((error_: unknown) => error_);
	const elapsed = performance.now() - started;
	t.assert.ok(error instanceof DatabaseConnectionError, String(error));
	t.assert.doesNotMatch(`${error.message}\n${error.stack}\n${String(error.cause)}`, /cAnary/v);
	return {message: error.message, elapsed};
};

const at = (port: number, rest = '') => `postgresql://ann:${encoded}@127.0.0.1:${port}/bank${rest}`;

describe('A database that can\'t be reached has a sentence of its own', {concurrency: true}, () => {
	test('where nothing listens', async (t: TestContext) => {
		const port = await findFreePort();
		const {message} = await attempt(t, at(port));
		t.assert.strictEqual(message, `Can't connect to ann@127.0.0.1:${port}/bank. Nothing listens on port ${port} of 127.0.0.1. Start the server, or correct host and port.`);
	});

	test('where no host has that name', async (t: TestContext) => {
		const {message} = await attempt(t, `postgresql://ann:${encoded}@nobody.invalid/bank`);
		t.assert.match(message, /There is no host named nobody\.invalid|The name nobody\.invalid could not be looked up/v);
	});

	test('where there is no socket', async (t: TestContext) => {
		const {message} = await attempt(t, 'postgresql://ann@/bank?host=/nowhere');
		t.assert.match(message, /There is no socket \/nowhere\/\.s\.PGSQL\.5432\. Start the server/v);
	});

	for (const [what, rest] of [['', ''], [' to the question for TLS', '?sslmode=no-verify']] as const) {
		test(`where somebody listens and says nothing${what}, after 5 s`, async (t: TestContext) => {
			const port = await listenFor(t, () => undefined);
			const {message, elapsed} = await attempt(t, at(port, rest));
			t.assert.match(message, /127\.0\.0\.1 did not answer on port \d+ within 5 s\. Check the address/v);
			t.assert.ok(elapsed <= 6000, `${elapsed} ms`);
		});
	}

	test('where the server lets us in and then says nothing, after 5 s', {timeout: 8000}, async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.once('data', () => socket.write(welcome));
		});
		const {message, elapsed} = await attempt(t, at(port));
		t.assert.match(message, /did not answer on port \d+ within 5 s/v);
		t.assert.ok(elapsed <= 6000, `${elapsed} ms`);
	});

	test('where the server lets us in and doesn\'t answer a statement in its time', async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.once('data', () => socket.write(welcome));
		});
		const {message, elapsed} = await attempt(t, at(port), {statementTimeout: 200});
		t.assert.match(message, /let us in on port \d+ and did not answer a statement in time\. Try again in a moment/v);
		t.assert.ok(elapsed <= 3000, `${elapsed} ms`);
	});

	test('where somebody listens and says nothing, after the pool\'s limit where that is shorter', async (t: TestContext) => {
		const port = await listenFor(t, () => undefined);
		const {message, elapsed} = await attempt(t, at(port), {poolTimeout: 300});
		t.assert.match(message, /did not answer on port \d+ within 0\.3 s/v);
		t.assert.ok(elapsed <= 3000, `${elapsed} ms`);
	});

	test('where the connection is closed at once', async (t: TestContext) => {
		const port = await listenFor(t, socket => socket.destroy());
		const {message} = await attempt(t, at(port));
		t.assert.match(message, /127\.0\.0\.1 closed the connection on port \d+\. Is it a database that speaks PostgreSQL's protocol\?/v);
	});

	test('where the connection is closed after a look at what we said', async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
		});
		const {message} = await attempt(t, at(port));
		t.assert.match(message, /closed the connection on port \d+\. Is it a database that speaks PostgreSQL's protocol\?/v);
	});

	test('where something else is spoken', async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.write(Buffer.from([0xFF, 0, 0, 0, 4, 0xFE, 0, 0, 0, 4]));
		});
		const {message} = await attempt(t, at(port));
		t.assert.match(message, /Is it a database that speaks PostgreSQL's protocol\?|does not speak PostgreSQL's protocol/v);
	});

	test('where TLS is not offered', async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.once('data', () => socket.write('N'));
		});
		const {message} = await attempt(t, at(port, '?sslmode=no-verify'));
		t.assert.match(message, /127\.0\.0\.1 does not offer TLS\. Add sslmode=disable/v);
	});

	test('where TLS is promised and something else comes', async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.once('data', () => socket.write('SSH-2.0-OpenSSH_9.9\r\n'));
		});
		const {message} = await attempt(t, at(port, '?sslmode=no-verify'));
		t.assert.match(message, /does not speak TLS on port \d+\. Add sslmode=disable/v);
	});

	test('where the password is wrong', async (t: TestContext) => {
		const {message} = await attempt(t, server.url({user: 'ann', password: canary}));
		t.assert.match(message, /The server refused the password of ann\. Correct it in the connection string, or set PGPASSWORD\.$/v);
	});

	test('where the password is missing', async (t: TestContext) => {
		const {message} = await attempt(t, server.url({user: 'ann', password: ''}));
		t.assert.match(message, /The server wants a password for ann\. Put it into the connection string, or set PGPASSWORD/v);
	});

	test('where there is no such user', async (t: TestContext) => {
		const {message} = await attempt(t, server.url({user: 'eve', password: canary}));
		t.assert.match(message, /The server refused the password of eve/v);
	});

	test('where the user may not log in', async (t: TestContext) => {
		const {message} = await attempt(t, server.url({user: 'bob', password: 'right'}));
		t.assert.match(message, /bob may not log in\. Have it allowed: ALTER ROLE bob LOGIN\.$/v);
	});

	test('where there is no such database', async (t: TestContext) => {
		const {message} = await attempt(t, server.url({user: 'ann', password: 'right', database: 'bank'}));
		t.assert.match(message, /There is no database named bank\. Create it \(CREATE DATABASE bank\), or name another one\.$/v);
	});

	test('where the database is closed, and where the user has as many connections as they may', async (t: TestContext) => {
		const closed = await attempt(t, server.url({user: 'ann', password: 'right', database: 'shut'}));
		t.assert.match(closed.message, /database "shut" is not currently accepting connections\. Name another database, or have it opened: ALTER DATABASE shut ALLOW_CONNECTIONS true\.$/v);
		const limited = await attempt(t, server.url({user: 'lim', password: 'right'}));
		t.assert.match(limited.message, /lim may have no more connections\. Close some, or have the limit raised: ALTER ROLE lim CONNECTION LIMIT -1\.$/v);
	});

	test('where the server does not take the options', async (t: TestContext) => {
		const {message} = await attempt(t, `${server.url({user: 'ann', password: 'right'})}?options=--cluster%3Dabc`);
		t.assert.match(message, /does not take what the connection string says in options=: unrecognized configuration parameter "cluster"\. Leave that out, or correct it\.$/v);
	});

	for (const [code, said, told] of [
		['28000', 'no pg_hba.conf entry for host "10.0.0.7", user "ann", database "bank", SSL off', /127\.0\.0\.1 lets ann in only over TLS, if at all\. Add sslmode=verify-full/v],
		['28000', 'no pg_hba.conf entry for host "10.0.0.7", user "ann", database "bank", no encryption', /127\.0\.0\.1 lets ann in only over TLS/v],
		[
			'28000',
			'pg_hba.conf rejects connection for host "10.0.0.7", user "ann", database "bank", SSL encryption',
			/nothing in its pg_hba\.conf that lets ann into bank from here\. Have a line added \(hostssl bank ann ADDRESS scram-sha-256\)/v,
		],
		['28000', 'role "ann" does not exist', /There is no user named ann\. Name another one, or have it made: CREATE ROLE ann LOGIN PASSWORD '…'\.$/v],
		['28000', 'Peer authentication failed for user "ann"', /Log in as yourself, or over TCP with a password/v],
		['28000', 'certificate authentication failed for user "ann"', /Your TLS certificate is not made out to ann\./v],
		['08P01', 'node is running secure mode, SSL connection required', /takes secure connections only\. Add sslmode=verify-full/v],
		['08004', 'codeParamsRoutingFailed: missing cluster identifier', /serves many clusters\. Name yours: add options=--cluster%3DNAME/v],
		['XXUUU', 'password authentication failed for user ann', /The server refused the password of ann\. Correct it/v],
	] as const) {
		test(`where the server says "${said}"`, async (t: TestContext) => {
			const fields = ['SFATAL', 'VFATAL', `C${code}`, `M${said}`].map(field => `${field}\0`).join('');
			const body = Buffer.from(`${fields}\0`);
			const port = await listenFor(t, socket => {
				socket.once('data', () => {
					const length = Buffer.alloc(4);
					length.writeInt32BE(body.length + 4);
					socket.end(Buffer.concat([Buffer.from('E'), length, body]));
				});
			});
			const {message} = await attempt(t, at(port));
			t.assert.match(message, told);
		});
	}

	test('where the user may not use the database', async (t: TestContext) => {
		const {message} = await attempt(t, server.url({user: 'ann', password: 'right', database: 'closed'}));
		t.assert.match(message, /ann may not use closed: permission denied for database "closed"\. Have it allowed: GRANT CONNECT ON DATABASE closed TO ann\.$/v);
	});
});
