import {check, type Asked, type Known} from '../torture/check.js';
import type {Asking} from './asking.js';
import type {SimulatedPool} from './simulated-pool.js';
import type {SimulatedServer} from './simulated-server.js';

/** What is known of a transfer by all those who asked for it: surely not made only if each was told so. */
const together = (known: readonly Known[]): Known => {
	if (known.includes('committed')) {
		return 'committed';
	}

	return known.includes('unknown') ? 'unknown' : 'not-made';
};

const wrongAmong = (id: string, askings: readonly Asking[], isInLedger: boolean): string[] => {
	const wrong: string[] = [];
	const makers = askings.filter(({isMadeNow, wasInDoubt}) => isMadeNow && !wasInDoubt);
	if (makers.length > 1) {
		wrong.push(`${id} was made ${makers.length} times, by what was told`);
	}

	// Who asks without `isRepeated` for what was made before, and can't look it up either, is told what the balance says.
	const refused = askings.find(({isMadeAlready, isTurnedDown, ask: {options, abortAfter}, lookedAgain}) => isMadeAlready && isTurnedDown
		&& (options.isRepeated === true || lookedAgain === 'answered' || (lookedAgain === 'never' && abortAfter === Infinity)));
	if (refused) {
		wrong.push(`${refused.name} was refused, though ${id} was known to be made`);
	}

	const committed = askings.some(({commits}) => commits.some(({hasWritten, hasCommitted}) => hasWritten && hasCommitted));
	if (isInLedger && !committed) {
		wrong.push(`${id} is in the ledger, and nobody's COMMIT has done it`);
	}

	return wrong;
};

/** Holds what everybody was told, and how they behaved, against what the server has. */
export const checkAll = (askings: readonly Asking[], server: SimulatedServer, pool: SimulatedPool): string[] => {
	const asked = new Map<string, Asked>();
	for (const {rivals} of askings) {
		for (const {transfer, known} of rivals.values()) {
			asked.set(transfer.id, {...transfer, known});
		}
	}

	const {tables} = server;
	const {ledger, balances, totals} = tables;
	const wrong = [...server.misuse, ...askings.flatMap(asking => asking.wrong)];
	for (const [id, same] of Map.groupBy(askings, ({ask}) => ask.transfer.id)) {
		const [first] = same;
		if (!first) {
			continue;
		}

		asked.set(id, {...first.ask.transfer, known: together(same.map(({known = 'unknown'}) => known))});
		wrong.push(...wrongAmong(id, same, tables.entry(id) !== undefined));
	}

	wrong.push(...check({asked, ledger, balances, totals}));
	if (pool.out > 0) {
		wrong.push(`${pool.out} clients never came back`);
	}

	return wrong;
};
