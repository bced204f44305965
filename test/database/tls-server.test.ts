import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {faults} from '../../source/bank/faults.js';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase, type Database} from '../../source/database/connect.js';
import {DatabaseConnectionError} from '../../source/database/connection-error.js';
import type {Tls} from '../../source/database/tls.js';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {makeCertificate} from '../support/certificates.js';
import {runProgram} from '../support/command-line.js';
import {ownServer} from '../support/own-server.js';
import {balancesOf, transferOf} from '../support/tellers.js';

/** An address of this machine that others could reach, too. */
const outward = Object.values(os.networkInterfaces()).flat().find(each => each?.family === 'IPv4' && !each.internal)?.address;
const outwardOnly = {skip: outward === undefined ? 'this machine has no address but loopback' : false};

const authority = makeCertificate('Authority of the test', {isAuthority: true});
const stranger = makeCertificate('Another authority', {isAuthority: true});
const names = ['localhost', '127.0.0.1', ...(outward === undefined ? [] : [outward])];
const certificates = {
	right: makeCertificate('localhost', {names, issuer: authority}),
	expired: makeCertificate('localhost', {names, issuer: authority, days: 0}),
	misnamed: makeCertificate('db.example', {names: ['db.example', '192.0.2.1'], issuer: authority}),
	selfSigned: makeCertificate('localhost', {names}),
};
const ann = makeCertificate('ann', {issuer: authority});
const eve = makeCertificate('ann', {issuer: stranger});

const lockedKey = ann.privateKey.export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'}).toString();

/** Files for the client, whose names stand in connection strings. */
const directory = mkdtempSync(path.join(os.tmpdir(), 'tls-'));
after(() => {
	rmSync(directory, {recursive: true});
});
const fileWith = (name: string, content: string): string => {
	const file = path.join(directory, name);
	writeFileSync(file, content, {mode: 0o600});
	return encodeURIComponent(file);
};

const files = {
	authority: fileWith('authority.crt', authority.cert),
	stranger: fileWith('stranger.crt', stranger.cert),
	selfSigned: fileWith('self-signed.crt', certificates.selfSigned.cert),
	ann: `sslcert=${fileWith('ann.crt', ann.cert)}&sslkey=${fileWith('ann.key', ann.key)}`,
	eve: `sslcert=${fileWith('eve.crt', eve.cert)}&sslkey=${fileWith('eve.key', eve.key)}`,
	mixed: `sslcert=${fileWith('mixed.crt', ann.cert)}&sslkey=${fileWith('mixed.key', eve.key)}`,
	locked: `sslcert=${fileWith('locked.crt', ann.cert)}&sslkey=${fileWith('locked.key', lockedKey)}`,
	keyless: `sslcert=${fileWith('keyless.crt', ann.cert)}`,
	nonsense: fileWith('nonsense.crt', 'nothing of the kind'),
};

const server = await ownServer({after}, {listen_addresses: outward === undefined ? '127.0.0.1' : `127.0.0.1,${outward}`});
for (const [name, {cert, key}] of Object.entries(certificates)) {
	await server.write(`${name}.crt`, cert);
	await server.write(`${name}.key`, key);
}

await server.write('clients.crt', authority.cert);
await server.write('pg_hba.conf', [
	'hostssl all bob all cert',
	'hostssl all ann all scram-sha-256 clientcert=verify-full',
	'host all postgres all scram-sha-256',
].join('\n'));
const {password} = new URL(server.url);
await server.run(`CREATE ROLE ann LOGIN PASSWORD '${password}'`, 'CREATE ROLE bob LOGIN', 'ALTER SYSTEM SET ssl_ca_file = \'clients.crt\'');

/** Lets the server show a certificate, or none. */
const show = async (name: keyof typeof certificates | 'none'): Promise<void> => {
	const isOn = name !== 'none';
	await server.run(
		...(isOn ? [`ALTER SYSTEM SET ssl_cert_file = '${name}.crt'`, `ALTER SYSTEM SET ssl_key_file = '${name}.key'`] : []),
		`ALTER SYSTEM SET ssl = ${isOn ? 'on' : 'off'}`,
		'SELECT pg_reload_conf()',
	);
	const isShown = await waitUntil(async () => {
		const [[ssl, file] = []] = await server.run('SELECT current_setting(\'ssl\'), current_setting(\'ssl_cert_file\')');
		return isOn ? ssl === 'on' && file === `${name}.crt` : ssl === 'off';
	}, {limit: 10_000});
	if (!isShown) {
		throw new Error(`The server does not show ${name}`);
	}
};

const at = (parameters: string, {host = '127.0.0.1', user = 'postgres'} = {}): string => {
	const url = new URL(server.url);
	url.hostname = host;
	url.username = user;
	return `${url.href}${parameters === '' ? '' : `?${parameters}`}`;
};

const connectAt = async (t: TestContext, url: string): Promise<Database> => {
	const database = await connectDatabase({url});
	t.after(async () => database.close());
	return database;
};

/** The TLS in force on a new connection. */
const tlsAt = async (t: TestContext, url: string): Promise<Tls | undefined> => {
	const {server: {tls}} = await connectAt(t, url);
	return tls;
};

/** What is said where there can be no connection. */
const refusalAt = async (t: TestContext, url: string): Promise<string> => {
	const error: unknown = await connectDatabase({url}).catch((error_: unknown) => error_);
	t.assert.ok(error instanceof DatabaseConnectionError, String(error));
	return error.message.replace(/^Can't connect to [^ ]* /v, '');
};

const orTrust = ', or, if you trust the way there, add sslmode=no-verify to the connection string.';
const fully: Tls = {protocol: 'TLSv1.3', checked: 'authority and name'};
const unchecked: Tls = {protocol: 'TLSv1.3', checked: 'nothing'};

describe('A server whose certificate is right', () => {
	test('lets us in where its authority is given, and nowhere else', async (t: TestContext) => {
		await show('right');
		for (const host of ['127.0.0.1', 'localhost']) {
			t.assert.deepStrictEqual(await tlsAt(t, at(`sslmode=verify-full&sslrootcert=${files.authority}`, {host})), fully);
			t.assert.deepStrictEqual(await tlsAt(t, at(`sslrootcert=${files.authority}`, {host})), fully);
			for (const parameters of ['sslmode=verify-full', `sslmode=verify-full&sslrootcert=${files.stranger}`, 'sslrootcert=system']) {
				const refusal = await refusalAt(t, at(parameters, {host}));
				t.assert.strictEqual(refusal, `The TLS certificate of ${host} comes from an authority that is not known here. Give that authority's certificate with sslrootcert=FILE${orTrust}`);
			}
		}
	});

	test('on this machine is spoken to without TLS, unless the connection string says otherwise', async (t: TestContext) => {
		t.assert.strictEqual(await tlsAt(t, at('')), undefined);
		t.assert.strictEqual(await tlsAt(t, at('sslmode=disable')), undefined);
		t.assert.strictEqual(await tlsAt(t, at('ssl=false')), undefined);
		t.assert.deepStrictEqual(await tlsAt(t, at('sslmode=no-verify')), unchecked);
		t.assert.deepStrictEqual(await tlsAt(t, at('sslmode=require&uselibpqcompat=true')), unchecked);
	});

	test('elsewhere has to prove it, unless the connection string says otherwise', outwardOnly, async (t: TestContext) => {
		const host = outward ?? '';
		t.assert.match(await refusalAt(t, at('', {host})), /comes from an authority that is not known here/v);
		t.assert.match(await refusalAt(t, at('application_name=x', {host})), /comes from an authority that is not known here/v);
		t.assert.deepStrictEqual(await tlsAt(t, at(`sslrootcert=${files.authority}`, {host})), fully);
		t.assert.deepStrictEqual(await tlsAt(t, at('sslmode=no-verify', {host})), unchecked);
		t.assert.strictEqual(await tlsAt(t, at('sslmode=disable', {host})), undefined);
		const {code, stdout} = await runProgram(['doctor', '--url', at('', {host})], {env: {NODE_EXTRA_CA_CERTS: path.join(directory, 'authority.crt')}});
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /^ {2}TLS +TLSv1\.3; the certificate's authority and name were checked$/mv);
	});

	for (const mode of ['prefer', 'require', 'verify-ca']) {
		test(`and sslmode=${mode} is verify-full, without a word of the driver's`, async (t: TestContext) => {
			const [refused, right] = await Promise.all(['', `&sslrootcert=${files.authority}`].map(async more => runProgram(['doctor', '--url', at(`sslmode=${mode}${more}`)])));
			t.assert.strictEqual(refused?.code, 3);
			t.assert.match(refused.stderr, /^Can't connect to [^ ]*\. The TLS certificate of 127\.0\.0\.1 comes from an authority that is not known here\.[^\n]*\n$/v);
			t.assert.deepStrictEqual([right?.code, right?.stderr], [0, '']);
			t.assert.match(right?.stdout ?? '', /TLSv1\.3; the certificate's authority and name were checked/v);
		});
	}

	test('is no reason for the driver to write across the screen', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--url', at(`sslmode=require&sslrootcert=${files.authority}`), '--schema', 'screen']);
		await terminal.waitFor(allIsWell);
		terminal.type('q');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
		t.assert.doesNotMatch(terminal.raw(), /WARNING|sslmode/v);
		t.assert.strictEqual(terminal.text().trim(), '');
	});

	test('carries transfers, also those that something happens to, and over several hosts', async (t: TestContext) => {
		const url = new URL(at(`sslmode=verify-full&sslrootcert=${files.authority}`));
		for (const [index, place] of [url.host, `127.0.0.1:1,${url.host}`].entries()) {
			const database = await connectAt(t, url.href.split(url.host).join(place));
			t.assert.deepStrictEqual(database.server.tls, fully);
			const {bank} = await openBank(database, {schema: `tls_${index}`, accounts: 3});
			await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 60_000n), {base: 1, cap: 20, faults: faults.filter(({name}) => name === 'lose-commit')});
			t.assert.strictEqual((await balancesOf(bank))['Ada'], 40_000n);
			const {rows} = await database.pool.query('SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = \'backoff-bank\'');
			t.assert.deepStrictEqual(rows, [{ssl: true}]);
		}
	});
});

describe('A server that wants to see a certificate', () => {
	const asAnn = (parameters: string) => at(`sslmode=verify-full&sslrootcert=${files.authority}${parameters}`, {user: 'ann'});

	test('lets in who has one', async (t: TestContext) => {
		t.assert.deepStrictEqual(await tlsAt(t, asAnn(`&${files.ann}`)), fully);
	});

	test('says so to who has none', async (t: TestContext) => {
		t.assert.strictEqual(await refusalAt(t, asAnn('')), '127.0.0.1 wants to see a TLS certificate of yours. Give it with sslcert=FILE and its key with sslkey=FILE.');
	});

	test('over TLS, is told the options that the connection string gives, as a cluster\'s name is', async (t: TestContext) => {
		const {pool} = await connectAt(t, asAnn(`&${files.ann}&options=--work_mem%3D9MB`));
		t.assert.deepStrictEqual((await pool.query('SHOW work_mem')).rows, [{work_mem: '9MB'}]);
		const {code, stdout} = await runProgram(['doctor', '--url', asAnn(`&${files.ann}&options=--work_mem%3D9MB`)]);
		t.assert.match(stdout, /^ {2}TLS +TLSv1\.3; the certificate's authority and name were checked$/mv);
		t.assert.match(stdout, /✗ The user may not make the schema backoff_bank\. Somebody who may has to run: GRANT CREATE ON DATABASE postgres TO ann\.\n[\s\S]*✗ The bank can't be opened/v);
		t.assert.strictEqual(code, 3);
	});

	test('lets nobody in with a certificate that is made out to somebody else', async (t: TestContext) => {
		const refusal = await refusalAt(t, at(`sslmode=verify-full&sslrootcert=${files.authority}&${files.ann}`, {user: 'bob'}));
		t.assert.strictEqual(refusal, 'Your TLS certificate is not made out to bob. Give one that is, with sslcert=FILE and sslkey=FILE, or log in as whom it is made out to.');
	});

	test('is not reached with a key that is locked, or with none', async (t: TestContext) => {
		t.assert.strictEqual(await refusalAt(t, asAnn(`&${files.locked}`)), 'The key given with sslkey is locked with a passphrase. Give one that is not: openssl pkey -in FILE -out OPEN-FILE.');
		t.assert.strictEqual(await refusalAt(t, asAnn(`&${files.keyless}`)), '127.0.0.1 wants to see a TLS certificate of yours. Give it with sslcert=FILE and its key with sslkey=FILE.');
	});

	test('does not accept one of another authority\'s', async (t: TestContext) => {
		t.assert.strictEqual(await refusalAt(t, asAnn(`&${files.eve}`)), '127.0.0.1 does not accept your TLS certificate. Give one that its authority has signed, with sslcert=FILE and sslkey=FILE.');
	});

	test('is not reached with somebody else\'s key, or with files that hold something else', async (t: TestContext) => {
		const refusal = await refusalAt(t, asAnn(`&${files.mixed}`));
		t.assert.strictEqual(refusal, 'The TLS certificate (sslcert) and the key (sslkey) don\'t belong together. Name the key that goes with it.');
		const other = await refusalAt(t, at(`sslcert=${files.nonsense}&sslkey=${files.nonsense}`));
		t.assert.strictEqual(other, 'A file given with sslrootcert, sslcert or sslkey holds nothing of the kind in PEM format. Name another file.');
	});
});

describe('A server whose certificate is wrong', () => {
	test('because it signs itself, is believed only if that very certificate is given', async (t: TestContext) => {
		await show('selfSigned');
		const refusal = await refusalAt(t, at('sslmode=verify-full'));
		t.assert.strictEqual(refusal, `The TLS certificate of 127.0.0.1 is signed by itself. Give that very certificate with sslrootcert=FILE${orTrust}`);
		t.assert.deepStrictEqual(await tlsAt(t, at(`sslmode=verify-full&sslrootcert=${files.selfSigned}`)), fully);
		t.assert.deepStrictEqual(await tlsAt(t, at('sslmode=no-verify')), unchecked);
	});

	test('because it has expired', async (t: TestContext) => {
		await show('expired');
		const refusal = await refusalAt(t, at(`sslmode=verify-full&sslrootcert=${files.authority}`));
		t.assert.strictEqual(refusal, `The TLS certificate of 127.0.0.1 has expired. Have it renewed there, or set this machine's clock right${orTrust}`);
	});

	test('because it is made out to somebody else', async (t: TestContext) => {
		await show('misnamed');
		const refusal = await refusalAt(t, at(`sslmode=verify-full&sslrootcert=${files.authority}`));
		t.assert.strictEqual(refusal, `The TLS certificate of 127.0.0.1 is made out to db.example, 192.0.2.1, and not to that name. Connect by a name that it is made out to${orTrust}`);
		t.assert.deepStrictEqual(await tlsAt(t, at(`sslmode=verify-ca&sslrootcert=${files.authority}&uselibpqcompat=true`)), {protocol: 'TLSv1.3', checked: 'authority'});
	});

	test('because it has none', async (t: TestContext) => {
		await show('none');
		t.assert.strictEqual(await refusalAt(t, at('sslmode=verify-full')), '127.0.0.1 does not offer TLS. Add sslmode=disable to the connection string if that is meant.');
	});

	test('because it has none, elsewhere, where nobody asked for TLS', outwardOnly, async (t: TestContext) => {
		t.assert.strictEqual(await refusalAt(t, at('', {host: outward ?? ''})), `${outward} does not offer TLS. Add sslmode=disable to the connection string if that is meant.`);
		t.assert.strictEqual(await tlsAt(t, at('sslmode=disable', {host: outward ?? ''})), undefined);
	});
});
