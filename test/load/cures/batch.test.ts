import {describe, test, type TestContext} from 'node:test';
import {decide} from '../../../source/load/cures/batch.js';

const transfer = (from: string, to: string, cents: bigint) => ({id: `${from}${to}${cents}`, from, to, cents});

/** What is decided on Ada with 10 cents, Ben with 5, and Cleo with nothing. */
const decided = (...transfers: ReadonlyArray<ReturnType<typeof transfer>>) => {
	const {changes, covered} = decide(transfers, new Map([['Ada', 10n], ['Ben', 5n], ['Cleo', 0n]]));
	return {changes: Object.fromEntries(changes), covered: Array.from(covered, ({id}) => id)};
};

describe('A batch', () => {
	test('goes through its transfers in turn, each on what those before it left', (t: TestContext) => {
		t.assert.deepStrictEqual(
			decided(transfer('Ada', 'Ben', 7n), transfer('Ada', 'Ben', 4n), transfer('Ben', 'Cleo', 12n), transfer('Cleo', 'Ada', 2n)),
			{changes: {Ada: -5n, Ben: -5n, Cleo: 10n}, covered: ['AdaBen7', 'BenCleo12', 'CleoAda2']},
		);
	});

	test('is not fooled by two who would pay each other what neither has', (t: TestContext) => {
		t.assert.deepStrictEqual(decided(transfer('Ben', 'Cleo', 6n), transfer('Cleo', 'Ben', 6n)), {changes: {}, covered: []});
	});

	test('changes no account that has in the end what it had', (t: TestContext) => {
		t.assert.deepStrictEqual(decided(transfer('Ada', 'Ben', 3n), transfer('Ben', 'Ada', 3n)), {changes: {}, covered: ['AdaBen3', 'BenAda3']});
	});

	test('leaves out what lacks an account', (t: TestContext) => {
		t.assert.deepStrictEqual(decided(transfer('Ada', 'Nobody', 1n), transfer('Nobody', 'Ada', 1n)), {changes: {}, covered: []});
	});
});
