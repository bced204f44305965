/** A lesson can't be played here. */
export class LessonUnplayableError extends Error {
	override name = 'LessonUnplayableError';
}

/** A lesson's file can't be one. The message names the file, the line, what is wrong and what is allowed. */
export class LessonFileError extends Error {
	override name = 'LessonFileError';
}
