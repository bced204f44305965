import {kindsAt} from './every-fault-kinds.js';
import {runUnder, type Ran} from './every-fault-run.js';
import {expected, situations, type Situation} from './every-fault-situations.js';
import type {Strike} from './every-fault-weather.js';

/** `plain: 1.debit 40001, 2.commit cut before`: also what runs one alone. */
export const nameOf = ({name}: Situation, strikes: readonly Strike[]): string =>
	`${name}: ${strikes.map(({at, kind}) => `${at} ${kind.name}`).join(', ')}`;

export const stepAt = (at: string): string => at.slice(at.indexOf('.') + 1);
export const attemptAt = (at: string): number => Number(at.slice(0, at.indexOf('.')));

/** What strikes at a step, one after the other. */
export const strikesAt = (at: string): Strike[] => kindsAt(stepAt(at)).map(kind => ({at, kind}));

/** The steps of a situation at which something can go wrong, beside what has gone wrong already. */
export const stepsOf = ({before = []}: Situation, {points}: Ran): readonly string[] => {
	const last = before.at(-1);
	return last ? points.slice(points.indexOf(last.at) + 1) : points;
};

/** What is wrong with a run under one fault, by the table and by what always holds. */
export const judgeSingle = (situation: Situation, strike: Strike, ran: Ran): string[] => {
	const rule = expected(situation, strike);
	const wrong = [...ran.wrong, ...(ran.struck.includes(strike.at) ? [] : ['it never struck'])];
	if (!rule) {
		return [...wrong, 'the table says nothing about it'];
	}

	if (ran.ending !== rule.ending) {
		wrong.push(`it ended as ${ran.ending}, and should as ${rule.ending}`);
	}

	const verdict = ran.verdictOf(attemptAt(strike.at));
	if (verdict !== rule.verdict) {
		wrong.push(`its attempt was judged as ${verdict}, and should be as ${rule.verdict}`);
	}

	return wrong;
};

/** A fault in a situation. */
export type Single = {
	readonly situation: Situation;
	readonly strike: Strike;
	/** Every step that is met if nothing strikes. */
	readonly course: readonly string[];
};

/**
Every fault at every step of every situation.

@throws A situation is not what it is said to be, or the table has a row for what is never met.
*/
export const allSingles = async (): Promise<Single[]> => {
	const all: Single[] = [];
	for (const situation of situations) {
		const ran = await runUnder(situation, []);
		const steps = stepsOf(situation, ran);
		const idle = situation.rows.flatMap(({at}) => at).filter(at => !steps.includes(at));
		if (ran.wrong.length > 0 || ran.ending !== situation.undisturbed || idle.length > 0) {
			throw new Error(`"${situation.name}" ended as ${ran.ending}, and never met [${idle.join(', ')}]: ${ran.wrong.join('; ')}`);
		}

		all.push(...steps.flatMap(at => strikesAt(at)).map(strike => ({situation, strike, course: ran.points})));
	}

	return all;
};
