/** How the traffic is spread: this share of the transfers goes to so many accounts, the rest to the others. */
export type HotSpot = {
	/** From 0 to 1. */
	readonly share: number;
	/** How many accounts are hot; with 0 all are alike. */
	readonly accounts: number;
};

/** All accounts are alike. */
export const evenly: HotSpot = {share: 0, accounts: 0};

/** As it is typed: `all`, `2`, `90%:2`. */
export const hotSpotText = ({share, accounts}: HotSpot): string => {
	if (accounts === 0) {
		return 'all';
	}

	return share === 1 ? String(accounts) : `${Number((share * 100).toFixed(2))}%:${accounts}`;
};

/**
Reads a hot spot: `all` (evenly), `2` (all the traffic goes to 2 accounts), `90%:2` (90 % of it goes to 2 accounts).

@throws {Error} With what is allowed, and examples.
*/
export const readHotSpot = (text: string): HotSpot => {
	if (text.trim() === 'all') {
		return evenly;
	}

	const groups = /^(?:(?<percent>\d{1,3}(?:\.\d{1,2})?)%:)?(?<accounts>[1-9]\d{0,6})$/v.exec(text.trim())?.groups;
	const share = Number(groups?.['percent'] ?? 100) / 100;
	if (!groups || share > 1) {
		throw new Error('it is "all", a number of accounts, or the share of the traffic and the accounts that it goes to, for example all, 2 or 90%:2');
	}

	return {share, accounts: Number(groups['accounts'])};
};

/** A whole number from `from` on, one of `count`. */
const pick = (from: number, count: number, random: () => number): number => from + Math.floor(random() * count);

/** Another one than `other`, from `from` on, one of `count`; `count` is at least 2, or `other` is not among them. */
const pickAnother = (from: number, count: number, other: number, random: () => number): number => {
	if (other < from || other >= from + count) {
		return pick(from, count, random);
	}

	const picked = pick(from, count - 1, random);
	return picked >= other ? picked + 1 : picked;
};

/**
Chooses payer and receiver of a transfer, by their numbers from 0 on; the hot accounts are the first ones. Both are hot, or neither
is, as far as there are two of the kind. Each of the two is as likely to pay as to receive, so that no account runs dry.

@param accounts - How many there are, at least 2.
*/
export const choosePair = ({share, accounts: hot}: HotSpot, accounts: number, random: () => number): readonly [payer: number, receiver: number] => {
	const isHot = hot > 0 && hot < accounts && random() < share;
	const others = accounts - hot;
	if (isHot) {
		const one = pick(0, hot, random);
		const other = hot > 1 ? pickAnother(0, hot, one, random) : pick(hot, others, random);
		return hot > 1 || random() < 0.5 ? [one, other] : [other, one];
	}

	const [from, count] = hot < accounts && others > 1 ? [hot, others] : [0, accounts];
	const one = pick(from, count, random);
	return [one, pickAnother(from, count, one, random)];
};
