import leven from 'leven';

/** The name that was probably meant, or undefined when none is near. */
export const nearestTo = (asked: string, known: readonly string[]): string | undefined => {
	const [best] = known.map(name => ({name, distance: leven(asked, name)})).toSorted((a, b) => a.distance - b.distance);
	return best && best.distance <= Math.max(2, Math.floor(asked.length / 3)) ? best.name : undefined;
};
