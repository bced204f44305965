import {BlockList, isIP} from 'node:net';
import {TLSSocket} from 'node:tls';
import type pg from 'pg';
import {ConnectionStringError} from './connection-string-error.js';

/** TLS as it is in force on a connection. */
export type Tls = {
	/** For example `TLSv1.3`. */
	readonly protocol: string;
	/** What of the server's certificate had to be right: who signed it, and whose it is. */
	readonly checked: 'authority and name' | 'authority' | 'nothing';
};

type Environment = Readonly<Record<string, string | undefined>>;

const makeLoopback = (): BlockList => {
	const list = new BlockList();
	list.addSubnet('127.0.0.0', 8, 'ipv4');
	list.addAddress('::1', 'ipv6');
	return list;
};

const loopback = makeLoopback();

/** Whether a host is this machine, so that nobody is on the way to it. A directory is that of a Unix socket. */
export const isLocal = (host: string): boolean => host.startsWith('/')
	|| /^(?:.+\.)?localhost\.?$/iv.test(host)
	|| (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));

/** Parameters that say something about TLS, and what the driver can make of them; `undefined` is a file's name. */
const allowed: ReadonlyMap<string, readonly string[] | undefined> = new Map([
	['ssl', ['true', '1', 'false', '0', 'no-verify']],
	['sslmode', ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']],
	['sslnegotiation', ['postgres', 'direct']],
	['sslrootcert', undefined],
	['sslcert', undefined],
	['sslkey', undefined],
]);

/** Adds parameters to a connection string; the last one of a name counts. */
const withParameters = (url: string, ...parameters: readonly string[]): string => {
	const [all = ''] = url.split('#', 1);
	return parameters.length === 0 ? url : `${all}${all.includes('?') ? '&' : '?'}${parameters.join('&')}`;
};

/**
The connection string for one host, with TLS as it is to be: whoever isn't this machine has to prove who it is (verify-full),
unless the string or PGSSLMODE says otherwise. What they say means what the driver makes of it, but for two things: it takes
`ssl=false` for a yes, and `sslrootcert=system` for a file.

@throws {ConnectionStringError} It says something of TLS that there isn't.
*/
export const secure = (url: string, host: string, environment: Environment): string => {
	const parameters = new URLSearchParams(/\?(?<query>[^#]*)/v.exec(url)?.groups?.['query']);
	const said = new Map(Array.from(allowed.keys(), name => [name, parameters.getAll(name).at(-1) ?? '']));
	for (const [name, values] of allowed) {
		const value = said.get(name) ?? '';
		if (values && value !== '' && !values.includes(value)) {
			throw new ConnectionStringError(`says ${name}=${value}, and there is ${values.join(', ')}`);
		}
	}

	if (parameters.get('uselibpqcompat') === 'true' && said.get('sslmode') === 'verify-ca' && said.get('sslrootcert') === '') {
		throw new ConnectionStringError('asks for verify-ca as libpq has it, and names no authority: add sslrootcert=FILE');
	}

	if (said.get('sslrootcert') === 'system') {
		return withParameters(url, 'sslrootcert=', 'sslmode=verify-full');
	}

	if (said.get('ssl') === 'false') {
		return withParameters(url, 'ssl=0');
	}

	const isSaid = (environment['PGSSLMODE'] ?? '') !== '' || said.values().some(value => value !== '');
	return isSaid || isLocal(host) ? url : withParameters(url, 'sslmode=verify-full');
};

/** What the driver was told about the certificate. */
const checkedBy = (client: pg.PoolClient, {authorized}: TLSSocket): Tls['checked'] => {
	const ssl: unknown = 'ssl' in client ? client.ssl : undefined;
	const options = typeof ssl === 'object' && ssl !== null ? ssl : {};
	if (!authorized || ('rejectUnauthorized' in options && options.rejectUnauthorized === false)) {
		return 'nothing';
	}

	return 'checkServerIdentity' in options ? 'authority' : 'authority and name';
};

/** TLS as it is in force on a connection; undefined where it is not encrypted. */
export const tlsOf = (client: pg.PoolClient): Tls | undefined => {
	const {stream} = client.connection;
	return stream instanceof TLSSocket ? {protocol: stream.getProtocol() ?? 'TLS', checked: checkedBy(client, stream)} : undefined;
};
