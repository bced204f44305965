/** A lesson can't be played here. */
export class LessonUnplayableError extends Error {
	override name = 'LessonUnplayableError';
}
