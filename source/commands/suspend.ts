import process from 'node:process';

/** Puts the program aside, as Ctrl-Z does, until somebody brings it back. Windows has no such thing. */
export const suspend = (): void => {
	if (process.platform !== 'win32') {
		// All of the group: whoever started us in this terminal is to be put aside too.
		process.kill(0, 'SIGTSTP');
	}
};
