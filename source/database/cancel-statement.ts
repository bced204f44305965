import {connect} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';

/** What is needed to cancel: pg's clients carry it. */
export type CancelTarget = {
	/** A host name, or the directory of a Unix socket. */
	readonly host?: string;
	readonly port?: number;
	/** From the server's BackendKeyData. */
	readonly processID?: number | null;
	readonly secretKey?: number | null;
};

/** The request code of a CancelRequest: 1234 in the high 16 bits, 5678 in the low ones. */
const cancelRequestCode = 80_877_102;

/**
Asks the server to cancel the statement that a session is running. The session stays open; its statement fails with
57014, if it is still running when the request arrives.

The request goes over a connection of its own, unencrypted, as the protocol has it. It resolves when the server closed
that connection or could not be reached; whether anything was cancelled, only the statement tells.

Source: PostgreSQL documentation, "Frontend/Backend Protocol", Canceling Requests in Progress, and CancelRequest.

@param limit - Milliseconds after which it no longer waits.
*/
export const cancelStatement = async ({host, port, processID, secretKey}: CancelTarget, limit = 1000): Promise<void> => {
	if (host === undefined || port === undefined || typeof processID !== 'number' || typeof secretKey !== 'number') {
		return;
	}

	const request = Buffer.alloc(16);
	request.writeInt32BE(16, 0);
	request.writeInt32BE(cancelRequestCode, 4);
	request.writeInt32BE(processID, 8);
	request.writeInt32BE(secretKey, 12);

	await new Promise<void>(resolve => {
		const socket = host.startsWith('/')
			? connect(`${host}/.s.PGSQL.${port}`)
			: connect(port, host);
		socket.setTimeout(limit, () => socket.destroy());
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			resolve();
		});
		socket.on('connect', () => socket.write(request));
		socket.resume();
	});
};

/** How long a cancelled statement has before it is cancelled again, in ms. */
const pause = 50;

/**
Asks again and again, for as long as something runs that should not: a request that arrives before its statement does, or
between two of them, cancels nothing, and a statement that waits for a lock would then wait for ever.
*/
export const cancelWhile = async (target: CancelTarget, isRunning: () => boolean): Promise<void> => {
	while (isRunning()) {
		await cancelStatement(target);
		await sleep(pause);
	}
};
