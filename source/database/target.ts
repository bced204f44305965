import process from 'node:process';
import pg from 'pg';
import {ConnectionStringError, unreadable} from './connection-string-error.js';
import {secure} from './tls.js';
import {checkPort, describePlace, placesIn, stringFor, type Place} from './places.js';

/** Where a database is, without anything secret. */
export type Address = {
	readonly user: string;
	/** In the order in which they are tried; one, unless several are named. */
	readonly hosts: readonly [Place, ...Place[]];
	readonly database: string;
};

/** A host, and what pg is given to connect to it. */
export type HostTarget = Place & {
	/** May hold a password. */
	readonly connectionString: string;
};

/** A connection string, checked. */
export type Target = {
	readonly address: Address;
	/** One for each host of the address, in their order. */
	readonly hosts: readonly [HostTarget, ...HostTarget[]];
};

/** What pg makes of a connection string that names one host. */
const readOne = (url: string): pg.Client => {
	try {
		return new pg.Client({connectionString: url});
	} catch (error) {
		if (error instanceof Error && 'syscall' in error && 'path' in error) {
			throw new ConnectionStringError(`names the file ${String(error.path)}, which can't be read`);
		}

		throw unreadable();
	}
};

/** Refuses what isn't a connection string of PostgreSQL's, or leaves it open where its password ends. */
const check = (url: string): void => {
	const scheme = /^(?<scheme>[a-z][+\-.0-9a-z]*):\/\//iv.exec(url)?.groups?.['scheme'];
	if (scheme === undefined) {
		throw new ConnectionStringError('has no postgresql:// at its beginning');
	}

	if (scheme !== 'postgresql' && scheme !== 'postgres') {
		throw new ConnectionStringError(`begins with ${scheme}://, not with postgresql://`);
	}

	// A password with a bare / ? or # ends the host there: the rest would be taken for a port or a database, and shown.
	const rest = /^[^#\/?]*(?<rest>[#\/?][^?]*(?:\?[^=]*)?)/v.exec(url.slice(scheme.length + 3))?.groups?.['rest'];
	if (rest?.includes('@')) {
		throw unreadable();
	}
};

/**
Checks a connection string and reads where it leads. What it leaves out comes from PGHOST and its like, as in libpq.

@throws {ConnectionStringError} It can't be one.
*/
export const readTarget = (url: string): Target => {
	check(url);
	const [place, ...places] = placesIn(url, process.env) ?? [];
	if (place) {
		const targetOf = ({host, port}: Place): HostTarget => ({host, port, connectionString: secure(stringFor(url, {host, port}), host, process.env)});
		const [first, ...others] = [targetOf(place), ...places.map(each => targetOf(each))] as const;
		const {user = 'postgres', database = user} = readOne(first.connectionString);
		return {address: {user, hosts: [place, ...places], database}, hosts: [first, ...others]};
	}

	const named = /:(?<port>\d+)(?:[\/?]|$)/v.exec(url.replace(/^.*@/v, ''))?.groups?.['port'];
	if (named !== undefined) {
		checkPort(Number(named));
	}

	const {user = 'postgres', host, port, database = user} = readOne(secure(url, '/', process.env));
	// The parameter `port`, or PGPORT.
	checkPort(port);
	return {address: {user, hosts: [{host, port}], database}, hosts: [{host, port, connectionString: secure(url, host, process.env)}]};
};

/** Where a connection string leads: as `readTarget` does. */
export const readAddress = (url: string): Address => readTarget(url).address;

/** `root@localhost:26257/bank`, with every host where there are several: for screens and messages. */
export const describeAddress = ({user, hosts, database}: Address): string =>
	`${user}@${hosts.map(place => describePlace(place)).join(',')}/${database}`;

export {ConnectionStringError} from './connection-string-error.js';
