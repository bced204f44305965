import process from 'node:process';
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
