import pg from 'pg';

/** Where a database is, without anything secret. */
export type Address = {
	readonly user: string;
	readonly host: string;
	readonly port: number;
	readonly database: string;
};

/** A connection string that can't be one. The message never repeats a password. */
export class ConnectionStringError extends Error {
	override name = 'ConnectionStringError';

	constructor(why: string) {
		super(`The connection string ${why}. It looks like postgresql://USER:PASSWORD@HOST:PORT/DATABASE, for example postgresql://root@localhost:26257/defaultdb?sslmode=disable`);
	}
}

const unreadable = 'can\'t be read (in a password, : / @ ? # must be percent-encoded)';

const checkPort = (port: number): void => {
	if (!(port >= 1 && port <= 65_535)) {
		throw new ConnectionStringError(`names the port ${port}, which is not between 1 and 65535`);
	}
};

/** Checks a connection string and reads where it leads. What it leaves out comes from PGHOST and its like, as in libpq. */
export const readAddress = (url: string): Address => {
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
		throw new ConnectionStringError(unreadable);
	}

	const port = /:(?<port>\d+)(?:[\/?]|$)/v.exec(url.replace(/^.*@/v, ''))?.groups?.['port'];
	if (port !== undefined) {
		checkPort(Number(port));
	}

	let client: pg.Client;
	try {
		client = new pg.Client({connectionString: url});
	} catch (error) {
		if (error instanceof Error && 'syscall' in error && 'path' in error) {
			throw new ConnectionStringError(`names the file ${String(error.path)}, which can't be read`);
		}

		throw new ConnectionStringError(unreadable);
	}

	const {user = 'postgres', host, port: resolvedPort, database = user} = client;
	// The parameter `port`, or PGPORT.
	checkPort(resolvedPort);
	return {user, host, port: resolvedPort, database};
};

/** `root@localhost:26257/bank`: for screens and messages. */
export const describeAddress = ({user, host, port, database}: Address): string =>
	`${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
