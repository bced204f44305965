/**
Jain's fairness index of what each of several got: 1 when all got the same, 1/n when one of n got everything, and 1 when there was
nothing to get.

Source: Jain, Chiu, Hawe, "A Quantitative Measure of Fairness and Discrimination", DEC-TR-301, 1984.
*/
export const jainIndex = (shares: Iterable<number>): number => {
	let count = 0;
	let sum = 0;
	let squares = 0;
	for (const share of shares) {
		count++;
		sum += share;
		squares += share * share;
	}

	return squares === 0 ? 1 : (sum * sum) / (count * squares);
};
