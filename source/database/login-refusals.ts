import {isLocal} from './tls.js';
import type {Address} from './target.js';
import type {Place} from './places.js';

/** One host of an address. */
export type Tried = Omit<Address, 'hosts'> & Place & {
	/** For example `within 5 s`. */
	readonly time: string;
};

/** What went wrong and what to do, in a sentence or two. */
export type Explanation = (tried: Tried, error: Error) => string;

/** A name as a statement takes it. */
export const quoted = (name: string): string => /^[_a-z][\d_a-z]*$/v.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** What is usually started on a port. */
const starts: ReadonlyMap<number, string> = new Map([
	[5432, 'docker run --rm -p 5432:5432 -e POSTGRES_PASSWORD=secret postgres:18'],
	[5433, 'docker compose --profile yugabytedb up --wait'],
	[26_257, 'cockroach start-single-node --insecure --store=type=mem,size=1GiB'],
]);

export const nobodyListens: Explanation = ({host, port}) => {
	const command = isLocal(host) ? starts.get(port) : undefined;
	return `Nothing listens on port ${port} of ${host}. Start the server${command === undefined ? '' : ` (${command})`}, or correct host and port`;
};

export const noClientCertificate: Explanation = ({host}) =>
	`${host} wants to see a TLS certificate of yours. Give it with sslcert=FILE and its key with sslkey=FILE`;

export const wrongPassword: Explanation = ({user, host}) => /\.dsql\.[\-0-9a-z]+\.on\.aws$/v.test(host)
	? `The server refused the token of ${user}: it is good for a few minutes. Set PGPASSWORD to a new one (aws dsql generate-db-connect-admin-auth-token --hostname ${host})`
	: `The server refused the password of ${user}. Correct it in the connection string, or set PGPASSWORD`;

const withoutTls: Explanation = ({user, host}) =>
	`${host} lets ${user} in only over TLS, if at all. Add sslmode=verify-full to the connection string;`
	+ ` where the server has no TLS, have its pg_hba.conf allow ${user} without (a line "host"), and run SELECT pg_reload_conf()`;

const notAllowed: Explanation = ({user, host, database}) =>
	`${host} has nothing in its pg_hba.conf that lets ${user} into ${database} from here.`
	+ ` Have a line added (hostssl ${quoted(database)} ${quoted(user)} ADDRESS scram-sha-256), and run SELECT pg_reload_conf()`;

const wantsTls: Explanation = ({host}) =>
	`${host} takes secure connections only. Add sslmode=verify-full to the connection string, and, where the cluster has an authority of its own, sslrootcert=FILE (cockroach: certs/ca.crt)`;

/** How a server words a refused login. For choosing words only; several codes come with each of them. */
export const loginRefusals: ReadonlyArray<readonly [RegExp, Explanation]> = [
	[/client certificate/v, noClientCertificate],
	[
		/certificate authentication failed/v,
		({user}) => `Your TLS certificate is not made out to ${user}. Give one that is, with sslcert=FILE and sslkey=FILE, or log in as whom it is made out to`,
	],
	[/pg_hba\.conf .*(?:no encryption|SSL off)/v, withoutTls],
	[/pg_hba\.conf/v, notAllowed],
	[/is not permitted to log in/v, ({user}) => `${user} may not log in. Have it allowed: ALTER ROLE ${quoted(user)} LOGIN`],
	[
		/^role .* does not exist/v,
		({user}) => `There is no user named ${user}. Name another one, or have it made: CREATE ROLE ${quoted(user)} LOGIN PASSWORD '…'`,
	],
	[
		/(?:Peer|Ident) authentication failed/v,
		({user}) => `Through this socket the server lets in only the system's own user of that name, and you are not ${user}.`
			+ ' Log in as yourself, or over TCP with a password (…@localhost/…)',
	],
	[/secure mode|SSL connection required/v, wantsTls],
	[
		/codeParamsRoutingFailed|missing cluster|cluster identifier/v,
		({host}) => `${host} serves many clusters. Name yours: add options=--cluster%3DNAME to the connection string, as the console gives it`,
	],
	[/password authentication failed/v, wrongPassword],
];
