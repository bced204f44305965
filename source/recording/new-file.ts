import {openSync} from 'node:fs';

/** The file can't be made. The message names it and says what to do. */
export class NewFileError extends Error {
	override name = 'NewFileError';
}

export const codeOf = (error: unknown): string => error instanceof Error && 'code' in error ? String(error.code) : '';

const whyNotMade = (file: string, error: unknown): string => {
	switch (codeOf(error)) {
		case 'EEXIST': {
			return `${file} is there already, and nothing is overwritten. Name another file, or remove this one.`;
		}

		case 'ENOENT':
		case 'ENOTDIR': {
			return `${file} can't be made: its directory is not there. Make the directory, or name a file in one that is.`;
		}

		case 'EACCES':
		case 'EPERM':
		case 'EROFS': {
			return `${file} can't be made: you may not write in its directory. Name a file in one of yours.`;
		}

		default: {
			return `${file} can't be made (${error instanceof Error ? error.message : String(error)}). Name another file.`;
		}
	}
};

/**
Opens a file that is not there yet, for writing.

@param mode - Who may do what with it.
@throws {NewFileError} It is there already, or can't be made.
*/
export const openNewFile = (file: string, mode: number): number => {
	try {
		return openSync(file, 'wx', mode);
	} catch (error) {
		throw new NewFileError(whyNotMade(file, error), {cause: error});
	}
};
