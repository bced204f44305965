import type {Bank} from '../../bank/bank.js';
import {cancelWhile} from '../../database/cancel-statement.js';
import {sendTogether, type Together, type TogetherClient} from '../../database/send-together.js';
import {endsSession} from '../../transactions/classify.js';
import {onAbort} from '../../transactions/on-abort.js';
import type {TransactionClient} from '../../transactions/pool.js';
import {NotSentError} from './make-at-once.js';

/** Sends statements and a COMMIT behind them, all at once. */
export const sendWithCommit = async (client: TogetherClient, statements: readonly Together[]): Promise<void> => {
	const results = await sendTogether(client, [...statements, {text: 'COMMIT'}]);
	// COMMIT of a transaction that failed earlier is no error to the server: only its answer tells.
	if (results.at(-1)?.tag !== 'COMMIT') {
		throw new Error('The server answered COMMIT with ROLLBACK: nothing was committed.');
	}
};

const ignore = () => undefined;

type BothClient = TransactionClient & TogetherClient;

const connect = async (pool: {connect(): Promise<BothClient>}): Promise<BothClient> => {
	try {
		return await pool.connect();
	} catch (error) {
		throw new NotSentError('No connection could be had.', {cause: error});
	}
};

/** Leaves a connection on which something failed in a state that the next one can use, or destroys it. */
const tidy = async (client: BothClient, error: unknown): Promise<boolean> => {
	if (endsSession(error)) {
		return false;
	}

	try {
		await client.query('ROLLBACK');
		return true;
	} catch {
		return client.getTransactionStatus?.() === 'I';
	}
};

/** Does some work on a connection out of the bank's pool. When the signal is aborted, the server is asked to stop. */
export const withClient = async <T>({database: {pool}}: Bank, signal: AbortSignal, work: (client: TogetherClient) => Promise<T>): Promise<T> => {
	const client = await connect(pool);
	client.on('error', ignore);
	let isClean = false;
	let isRunning = true;
	const stopListening = onAbort(signal, () => {
		void cancelWhile(client, () => isRunning);
	});
	try {
		signal.throwIfAborted();
		const value = await work(client);
		isClean = true;
		return value;
	} catch (error) {
		isClean = await tidy(client, error);
		throw error;
	} finally {
		isRunning = false;
		stopListening();
		// A cancel request may still be under way, and should meet nobody else.
		client.release(!isClean || signal.aborted);
		client.removeListener('error', ignore);
	}
};
