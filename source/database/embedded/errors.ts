const waysOut = `There are two ways out:
- Use a server that you have: set DATABASE_URL, for example
    DATABASE_URL='postgresql://user:password@localhost:5432/database'
- Start a CockroachDB that forgets everything when it stops, with Docker or without:
    docker run --rm -p 26257:26257 cockroachdb/cockroach start-single-node --insecure
    cockroach start-single-node --insecure --store=type=mem,size=1GiB
  and set
    DATABASE_URL='postgresql://root@localhost:26257/defaultdb?sslmode=disable'`;

/**
The embedded PostgreSQL is missing or didn't start. The message is complete: the real reason first, then what a
person can do without it. `reason` is the first part alone.
*/
export class EmbeddedServerError extends Error {
	override readonly name = 'EmbeddedServerError';
	readonly reason: string;

	constructor(reason: string, options?: ErrorOptions) {
		super(`The embedded PostgreSQL can't be used: ${reason}\n\n${waysOut}`, options);
		this.reason = reason;
	}
}

/** The system's code of an error, such as `ENOENT` or `EACCES`. */
export const errorCode = (error: unknown): string | undefined =>
	error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
