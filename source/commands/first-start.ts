import {closeSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {stateDirectory} from '../bank/state-directory.js';

/**
Whether the bank is opened for the first time, by somebody who sits at a terminal. It is noted at once, so that it is true only
once; where it can't be noted it is never true, rather than each time.
*/
export const isFirstStart = (directory = stateDirectory()): boolean => {
	if (directory === undefined || !process.stdin.isTTY || !process.stdout.isTTY) {
		return false;
	}

	try {
		mkdirSync(directory, {recursive: true, mode: 0o700});
		closeSync(openSync(path.join(directory, 'opened-before'), 'wx', 0o600));
		return true;
	} catch {
		return false;
	}
};
