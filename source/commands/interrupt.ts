import process from 'node:process';
import type {Database} from '../database/connect.js';
import {plain} from '../ui/line.js';
import {exitCodes} from './exit-codes.js';
import type {Printer} from './print.js';

const signals = [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]] as const;

/** How long what was interrupted may take to clear up after itself, in ms. Closing takes half a second more. */
const clearingLimit = 800;

/** Once interrupted, ends the connections soon: a server that doesn't answer any more must keep nobody from leaving. */
export const limitClearing = (signal: AbortSignal, {close}: {close(): Promise<void>}, limit = clearingLimit): void => {
	signal.addEventListener('abort', () => {
		setTimeout(() => {
			void close();
		}, limit).unref();
	}, {once: true});
};

/** How long a server may take to show that it answers still, in ms. */
const answerLimit = 500;

/**
As `limitClearing`, for what has more to clear away: a server that answers still has `limit` ms for that, and one that
doesn't keeps nobody from leaving.
*/
export const limitLongClearing = (signal: AbortSignal, {reader, close}: Pick<Database, 'reader' | 'close'>, limit: number): void => {
	limitClearing(signal, {close}, limit);
	signal.addEventListener('abort', () => {
		const timer = setTimeout(() => {
			void close();
		}, answerLimit).unref();
		reader.query('SELECT 1').then(() => {
			clearTimeout(timer);
		}, () => undefined);
	}, {once: true});
};

/** Turns the signals that end a program into an abort, so that what is under way can be rolled back and cleared away. */
export const listenForSignals = (): {
	/** Aborted by the first signal. */
	readonly signal: AbortSignal;
	/** The exit code of the signal that came, if one did. */
	code(): number | undefined;
} => {
	const controller = new AbortController();
	let code: number | undefined;
	const onSignal = (number: number) => {
		code ??= exitCodes.signal(number);
		controller.abort();
	};

	for (const [name, number] of signals) {
		process.once(name, () => {
			onSignal(number);
		});
	}

	return {signal: controller.signal, code: () => code};
};

/**
What a command ends with that a signal brought to its end, which it says.

@param code - The signal's exit code, if there was a signal.
@throws `error`, where there was none.
*/
export const sayInterrupted = (error: unknown, code: number | undefined, printer: Pick<Printer, 'say'>): number => {
	if (code === undefined) {
		throw error;
	}

	printer.say([plain('Interrupted.')]);
	return code;
};
