/** A connection string that can't be one. The message never repeats a password. */
export class ConnectionStringError extends Error {
	override name = 'ConnectionStringError';

	constructor(why: string) {
		super(`The connection string ${why}. It looks like postgresql://USER:PASSWORD@HOST:PORT/DATABASE, for example postgresql://root@localhost:26257/defaultdb?sslmode=disable`);
	}
}

/** For what can't be taken apart: nothing of it may be shown. */
export const unreadable = (): ConnectionStringError =>
	new ConnectionStringError('can\'t be read (in a password, : / @ ? # must be percent-encoded)');
