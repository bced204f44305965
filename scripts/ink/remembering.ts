/** Strings kept: several screens full of rows, and what they are made of. */
const several = 4096;

/** So many, where a string is a whole panel, which is asked about a few times with each frame that changes it. */
export const panels = 32;

/**
Remembers what a pure function of one string answered, for the latest strings, at least `limit` of them. Most rows of a frame were in
the frame before, some rows higher or lower.
*/
export const remembering = <Result extends object | string | number | boolean>(compute: (text: string) => Result, limit = several): ((text: string) => Result) => {
	let young = new Map<string, Result>();
	let old = new Map<string, Result>();
	return text => {
		const known = young.get(text);
		if (known !== undefined) {
			return known;
		}

		const result = old.get(text) ?? compute(text);
		if (young.size >= limit) {
			old = young;
			young = new Map();
		}

		young.set(text, result);
		return result;
	};
};
