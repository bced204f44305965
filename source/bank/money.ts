/** The largest amount that INT8 holds, in cents. */
const mostCents = 9_223_372_036_854_775_807n;

const form = /^\$?(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<fraction>\d{1,2}))?$/v;

/** An amount that can't be read. */
export class AmountError extends Error {
	override name = 'AmountError';
	/** The same in few words, where there is room for few only. */
	readonly brief: string | undefined;

	constructor(message: string, brief?: string) {
		super(message);
		this.brief = brief;
	}
}

/**
Reads an amount exactly: `100`, `100.5`, `$1,000.00`. Never through a float.

@returns Cents, at least 1.
@throws {AmountError} With what is allowed, and an example.
*/
export const parseAmount = (text: string): bigint => {
	const groups = form.exec(text.trim())?.groups;
	if (!groups) {
		throw new AmountError(`"${text}" is not an amount. Write dollars and at most two decimals, for example 100, 100.5 or $1,000.00`, 'Not an amount. Try 100 or 12.50');
	}

	const {whole = '', fraction = ''} = groups;
	const cents = (BigInt(whole.replaceAll(',', '')) * 100n) + BigInt(fraction.padEnd(2, '0'));
	if (cents === 0n) {
		throw new AmountError(`${text.trim()} moves nothing. Send at least $0.01`);
	}

	if (cents > mostCents) {
		throw new AmountError(`${text.trim()} is more than the bank can count. The most is ${formatCents(mostCents)}`);
	}

	return cents;
};

const dollars = new Intl.NumberFormat('en-US');

/** Cents as people read them: `$1,000.00`, `-$0.01`. */
export const formatCents = (cents: bigint): string => {
	const size = cents < 0n ? -cents : cents;
	return `${cents < 0n ? '-' : ''}$${dollars.format(size / 100n)}.${String(size % 100n).padStart(2, '0')}`;
};
