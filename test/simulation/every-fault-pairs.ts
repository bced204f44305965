import {runUnder, type Ran} from './every-fault-run.js';
import type {Situation} from './every-fault-situations.js';
import {attemptAt, stepAt, stepsOf, strikesAt, type Single} from './every-fault-singles.js';
import type {Strike} from './every-fault-weather.js';

/** In the order in which an attempt comes to them; none sends all of them. */
const steps: readonly string[] = ['connect', 'begin', 'claim', 'look-up', 'read-balance', 'debit', 'credit', 'write-ledger', 'commit', 'rollback'];

/** Why so many second faults can't strike where they would: in the same attempt, or in the next one. */
export type Never = {
	/** The first fault had ended that attempt, or it left no connection for a ROLLBACK. */
	ended: number;
	/** The transfer was over after the first fault. */
	over: number;
	/** That attempt does not send it: one that settles a doubt sends other statements than one that doesn't. */
	otherwise: number;
};

/** Where a second fault may strike after a first one: the steps that are still met, and why others are not. */
export const secondsAfter = ({situation, strike: {at}, course}: Single, single: Ran): {readonly met: readonly string[]; readonly never: Never} => {
	const {points} = single;
	const attempt = attemptAt(at);
	const step = stepAt(at);
	const met = stepsOf(situation, single).filter(point => points.indexOf(point) > points.indexOf(at));
	const never: Never = {ended: 0, over: 0, otherwise: 0};
	const later = steps.slice(steps.indexOf(step) + 1).filter(each => !met.includes(`${attempt}.${each}`));
	for (const each of later) {
		const isDue = each === 'rollback' || course.includes(`${attempt}.${each}`);
		never[isDue ? 'ended' : 'otherwise'] += strikesAt(`${attempt}.${each}`).length;
	}

	const next = attempt + 1;
	const isOver = !met.includes(`${next}.connect`);
	const missing = steps.filter(each => !met.includes(`${next}.${each}`));
	for (const each of missing) {
		never[isOver ? 'over' : 'otherwise'] += strikesAt(`${next}.${each}`).length;
	}

	return {met, never};
};

/** What is wrong with a run under two faults. What it comes to is not written down, but it is bounded. */
const judgePair = ({isHurried}: Situation, strikes: readonly Strike[], ran: Ran): string[] => {
	const wrong = [...ran.wrong];
	for (const {at} of strikes) {
		if (!ran.struck.includes(at)) {
			wrong.push(`nothing struck at ${at}`);
		}
	}

	const mayFail = strikes.some(({kind}) => kind.judged === 'final');
	const {how = '', attempts} = /^(?<how>.*) (?<attempts>\d+)$/v.exec(ran.ending)?.groups ?? {};
	const allowed = ['made', ...(mayFail ? ['failed'] : []), ...(isHurried ? ['deadline', 'unknown'] : [])];
	if (!allowed.includes(how)) {
		wrong.push(`it ended as ${ran.ending}`);
	}

	// One attempt for the transfer, one for what has struck before or the rival, one for each fault; and one more for each
	// COMMIT that came late, and for each deadlock with an old session: one that settles a doubt takes its locks the other way round.
	const late = strikes.filter(({kind}) => kind.isLate).length;
	const deadlocks = (ran.counts.get('40P01') ?? 0) - strikes.filter(({kind}) => kind.name === '40P01').length;
	if (Number(attempts) > 2 + strikes.length + late + deadlocks) {
		wrong.push(`it took ${attempts} attempts`);
	}

	return wrong;
};

/** What came of a pair. */
export type Pair = {readonly strikes: readonly Strike[]; readonly ran: Ran; readonly wrong: readonly string[]};

/**
Lets each second fault strike after a first one, at each step that is still met.

@yields Each pair, once it was run.
*/
export async function * runPairs(situation: Situation, first: Strike, met: readonly string[]): AsyncGenerator<Pair> {
	for (const second of met.flatMap(at => strikesAt(at))) {
		const strikes = [first, second];
		const ran = await runUnder(situation, strikes);
		yield {strikes, ran, wrong: judgePair(situation, strikes, ran)};
	}
}

/** Whether pairs begin with this fault: in all situations, or only where nothing else has struck before. */
export const isFirst = ({firsts, isSingle}: Situation, {at}: Strike, isAll: boolean): boolean => {
	const among = isAll && !isSingle ? 'all' : firsts;
	return among === 'all' || among?.includes(at) === true;
};
