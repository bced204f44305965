/**
What comes of it within so many ms; undefined where it takes longer, and then nobody waits for it any more.

@throws What it rejects with in time.
*/
export const within = async <T>(work: Promise<T>, limit: number): Promise<T | undefined> => {
	const {promise: late, resolve} = Promise.withResolvers<undefined>();
	const timer = setTimeout(resolve, limit, undefined);
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
};
