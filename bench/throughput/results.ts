import {summarise, type Summary} from '../measure.js';
import type {Contender, Result} from './contender.js';

/** A place in the table. */
export type Place = {readonly stage: string; readonly clients: number};

/** What everybody made of every cell, round by round. */
export class Results {
	readonly #rounds = new Map<string, Result[]>();

	add(place: Place, {name}: Contender, result: Result): void {
		const key = keyOf(place, name);
		const rounds = this.#rounds.get(key);
		if (rounds) {
			rounds.push(result);
		} else {
			this.#rounds.set(key, [result]);
		}
	}

	/** Transfers a second; undefined where it didn't compete. */
	rate(place: Place, {name}: Contender): Summary | undefined {
		return this.#summarise(place, name, ({perSecond}) => perSecond);
	}

	/** Jain's index of fairness. */
	jain(place: Place, {name}: Contender): Summary | undefined {
		return this.#summarise(place, name, ({jain}) => jain);
	}

	/** How many times as many transfers as another one made, each round by itself: what disturbs the machine for a while disturbs both. */
	ratio(place: Place, {name}: Contender, {to, toPlace = place}: {readonly to: Contender; readonly toPlace?: Place}): Summary | undefined {
		const others = this.#rounds.get(keyOf(toPlace, to.name));
		return others && this.#summarise(place, name, ({perSecond}, round) => perSecond / (others[round]?.perSecond ?? NaN));
	}

	#summarise(place: Place, name: string, figure: (result: Result, round: number) => number): Summary | undefined {
		const rounds = this.#rounds.get(keyOf(place, name));
		return rounds && summarise(rounds.map((result, round) => figure(result, round)));
	}
}

const keyOf = ({stage, clients}: Place, name: string): string => `${stage} ${clients} ${name}`;
