import {EveryHostFailedError, type Refusal} from './hosts.js';
import {loginRefusals, noClientCertificate, nobodyListens, quoted, wrongPassword, type Explanation, type Tried} from './login-refusals.js';
import {describePlace, type Place} from './places.js';
import {describeAddress, type Address} from './target.js';

/** The database can't be reached, or won't let us in. The message says why and what to do. */
export class DatabaseConnectionError extends Error {
	override name = 'DatabaseConnectionError';
}

const certificate = (why: string, wayOut: string): Explanation => ({host}) =>
	`The TLS certificate of ${host} ${why}. ${wayOut}, or, if you trust the way there, add sslmode=no-verify to the connection string`;

const unknownAuthority = certificate('comes from an authority that is not known here', 'Give that authority\'s certificate with sslrootcert=FILE');

/** Whom a certificate is made out to, in its own words. */
const namesIn = (error: Error): string => {
	const names: unknown = 'cert' in error && typeof error.cert === 'object' && error.cert !== null && 'subjectaltname' in error.cert ? error.cert.subjectaltname : undefined;
	return typeof names === 'string' ? names.replaceAll(/\b(?:DNS|IP Address):/gv, '') : 'somebody else';
};

const otherName: Explanation = (tried, error) =>
	certificate(`is made out to ${namesIn(error)}, and not to that name`, 'Connect by a name that it is made out to')(tried, error);

const refusedClientCertificate: Explanation = ({host}) =>
	`${host} does not accept your TLS certificate. Give one that its authority has signed, with sslcert=FILE and sslkey=FILE`;

const notPem: Explanation = () => 'A file given with sslrootcert, sslcert or sslkey holds nothing of the kind in PEM format. Name another file';

/** One sentence for each way in which connecting fails, by SQLSTATE or Node's code. */
const explanations: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
	['ECONNREFUSED', nobodyListens],
	['ENOENT', ({host, port}) => `There is no socket ${host}/.s.PGSQL.${port}. Start the server, or correct the directory and port`],
	['EACCES', ({host, port}) => `You may not use the socket ${host}/.s.PGSQL.${port}`],
	['ENOTFOUND', ({host}) => `There is no host named ${host}. Correct the name, or check the network`],
	['EAI_AGAIN', ({host}) => `The name ${host} could not be looked up. Check the network`],
	['ETIMEDOUT', ({host, port}) => `${host} did not answer on port ${port} in time. Check the address, the network and the firewall`],
	['EHOSTUNREACH', ({host}) => `${host} can't be reached. Check the address and the network`],
	['ENETUNREACH', ({host}) => `${host} can't be reached from this network. Check the address and the network`],
	['ECONNRESET', ({host, port}) => `${host} closed the connection on port ${port}. Is it a database that speaks PostgreSQL's protocol?`],
	['EPROTO', ({host, port}) => `${host} does not speak TLS on port ${port}. Add sslmode=disable to the connection string if that is meant`],
	['28P01', wrongPassword],
	['28000', ({user}, {message}) => `The server does not let ${user} in: ${message}`],
	['3D000', ({database}) => `There is no database named ${database}. Create it (CREATE DATABASE ${quoted(database)}), or name another one`],
	['42501', ({user, database}, {message}) => message.startsWith('permission denied for database')
		? `${user} may not use ${database}: ${message}. Have it allowed: GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(user)}`
		: `${user} lacks a privilege in ${database}: ${message}`],
	['42704', (_tried, {message}) => `The server does not take what the connection string says in options=: ${message}. Leave that out, or correct it`],
	['55000', ({database}, {message}) => `${message}. Name another database, or have it opened: ALTER DATABASE ${quoted(database)} ALLOW_CONNECTIONS true`],
	['53300', ({host, user}, {message}) => message.startsWith('too many connections for role')
		? `${user} may have no more connections. Close some, or have the limit raised: ALTER ROLE ${quoted(user)} CONNECTION LIMIT -1`
		: `${host} has no connection left to give. Close some, or raise its limit (ALTER SYSTEM SET max_connections, and a restart)`],
	['57P03', ({host}) => `${host} is not taking connections yet: it is starting or stopping. Try again in a moment`],
	['DEPTH_ZERO_SELF_SIGNED_CERT', certificate('is signed by itself', 'Give that very certificate with sslrootcert=FILE')],
	['SELF_SIGNED_CERT_IN_CHAIN', unknownAuthority],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unknownAuthority],
	['UNABLE_TO_GET_ISSUER_CERT', unknownAuthority],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unknownAuthority],
	['CERT_HAS_EXPIRED', certificate('has expired', 'Have it renewed there, or set this machine\'s clock right')],
	['CERT_NOT_YET_VALID', certificate('is not valid yet', 'Set this machine\'s clock right')],
	['ERR_TLS_CERT_ALTNAME_INVALID', otherName],
	['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', noClientCertificate],
	['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', refusedClientCertificate],
	['ERR_SSL_SSL/TLS_ALERT_UNKNOWN_CA', refusedClientCertificate],
	['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', refusedClientCertificate],
	['ERR_OSSL_X509_KEY_VALUES_MISMATCH', () => 'The TLS certificate (sslcert) and the key (sslkey) don\'t belong together. Name the key that goes with it'],
	['ERR_OSSL_PEM_NO_START_LINE', notPem],
]);

/** How the driver tells what it gives no code for. Only for choosing words. */
const driverExplanations: ReadonlyArray<readonly [RegExp, Explanation]> = [
	[/bad decrypt|passphrase|interrupted or cancelled/iv, () => 'The key given with sslkey is locked with a passphrase. Give one that is not: openssl pkey -in FILE -out OPEN-FILE'],
	[/read timeout/v, ({host, port}) => `${host} let us in on port ${port} and did not answer a statement in time. Try again in a moment, or allow it more time (--statement-timeout)`],
	[/timeout/v, ({host, port, time}) => `${host} did not answer on port ${port} ${time}. Check the address, the network and the firewall`],
	[/does not support SSL/v, ({host}) => `${host} does not offer TLS. Add sslmode=disable to the connection string if that is meant`],
	[/error establishing an SSL/v, ({host, port}) => `${host} does not speak TLS on port ${port}. Add sslmode=disable to the connection string if that is meant`],
	[/invalid response/v, ({host, port}) => `${host} does not speak PostgreSQL's protocol on port ${port}. Correct host and port`],
	[/password must be/v, ({user}) => `The server wants a password for ${user}. Put it into the connection string, or set PGPASSWORD`],
	[/terminated/v, ({host, port}) => `${host} closed the connection on port ${port}. Is it a database that speaks PostgreSQL's protocol?`],
];

/** The error without the layers around it: Node gathers the failures of a host's several addresses in one. */
const innermost = (error: unknown): Error & {code?: string} =>
	error instanceof AggregateError && error.errors.length > 0
		? innermost(error.errors[0])
		: (error instanceof Error ? error : new Error(String(error)));

/** Why one host would not let us in, and what to do, in a sentence or two. */
export const explainFailure = (error: unknown, tried: Tried): string => {
	const inner = innermost(error);
	const isLogin = 'severity' in inner;
	const explanation = (isLogin ? loginRefusals.find(([words]) => words.test(inner.message))?.[1] : undefined)
		?? explanations.get(inner.code ?? '')
		?? driverExplanations.find(([words]) => words.test(inner.message))?.[1]
		?? ((_tried, {message}) => message);
	const words = explanation(tried, inner);
	return words.endsWith('?') ? words : `${words}.`;
};

/** The failures of all hosts, where they are what an error tells; the pool may have wrapped it. */
const everyFailure = (error: unknown): EveryHostFailedError | undefined => {
	if (error instanceof EveryHostFailedError) {
		return error;
	}

	return error instanceof Error && error.cause instanceof EveryHostFailedError ? error.cause : undefined;
};

/**
What went wrong on the way to the database, in one sentence that a person can act on; where several hosts were tried, in one
for each.

@param limit - How long it was allowed to take, in ms.
@param refusal - Which of several hosts refused the login.
@param serving - Which of several hosts had let us in.
*/
export const explainConnection = (error: unknown, address: Address, {limit, refusal, serving}: {
	readonly limit: number;
	readonly refusal?: Refusal | undefined;
	readonly serving?: Place | undefined;
}): DatabaseConnectionError => {
	const {hosts: [first]} = address;
	const every = everyFailure(error);
	if (every) {
		const reasons = every.failures.map(({place, error: failure}) => `${describePlace(place)}: ${explainFailure(failure, {...address, ...place, time: 'in time'})}`);
		return new DatabaseConnectionError(`Can't connect to ${describeAddress(address)}. ${reasons.join(' ')}`, {cause: error});
	}

	const place = refusal?.place ?? serving ?? first;
	const reason = explainFailure(error, {...address, ...place, time: `within ${limit / 1000} s`});
	const untried = refusal?.untried.map(each => describePlace(each)) ?? [];
	const others = untried.length === 0 ? '' : ` Not tried, since ${describePlace(place)} answered: ${untried.join(', ')}.`;
	return new DatabaseConnectionError(`Can't connect to ${describeAddress({...address, hosts: [place]})}. ${reason}${others}`, {cause: error});
};
