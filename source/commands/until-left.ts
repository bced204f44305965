import process from 'node:process';
import {brokenWords} from './broken.js';

/** How a screen was left: with which exit code, and what is to be said once the terminal is whole again. */
export type Left = {readonly code: number; readonly message?: readonly string[]};

/** Everything that ends a screen: whoever calls `leave`, the signals that end programs, and what nobody had thought of. */
export const untilLeft = (isVerbose: boolean): {
	readonly left: Promise<Left>;
	leave(left: Left): void;
	/** Told of a screen that ends by itself, or breaks. */
	watch(exited: Promise<unknown>): void;
} => {
	const {promise: left, resolve: leave} = Promise.withResolvers<Left>();
	const fail = (error: unknown) => {
		leave({code: 1, message: brokenWords(error, isVerbose)});
	};

	// The program's own listener would tell of it on this screen, which is gone a moment later.
	process.removeAllListeners('uncaughtException');
	process.on('uncaughtException', fail);
	for (const [name, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]] as const) {
		process.once(name, () => {
			leave({code: 128 + number});
		});
	}

	return {
		left,
		leave,
		watch(exited) {
			exited.then(() => {
				leave({code: 0});
			}, fail);
		},
	};
};
