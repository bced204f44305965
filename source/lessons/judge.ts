import type {ServerSession} from '../database/server-session.js';
import type {Checked} from './events.js';
import {choose, differenceOf, isSameRows, type Place} from './expectations.js';
import type {Check} from './lesson.js';
import type {Missed} from './lesson-run.js';
import type {Running, Stage} from './player.js';

/** Holds what a run of a lesson comes to against what the lesson says, and tells where they differ. */
export class Judge {
	readonly missed: Missed[] = [];
	readonly checks: Checked[] = [];
	readonly #stage: Stage;
	readonly #place: Place;
	/** What was sent, by the number of its step, and has not been judged. */
	readonly #sent = new Map<Running, number>();
	readonly #codes: string[] = [];

	constructor(stage: Stage, place: Place) {
		this.#stage = stage;
		this.#place = place;
	}

	/** How often it came out otherwise than the lesson says. */
	get differences(): number {
		return this.missed.length + this.checks.filter(({ok}) => !ok).length;
	}

	/** A statement was sent, at that step. It is judged once it has come to its end. */
	await(running: Running, step: number): void {
		this.#sent.set(running, step);
	}

	/** Judges what has come to its end. */
	judge(): void {
		for (const [running, number] of this.#sent) {
			const {step, statement, found} = running;
			if (!found) {
				continue;
			}

			this.#sent.delete(running);
			if (found.code !== undefined) {
				this.#codes.push(found.code);
			}

			const difference = differenceOf(step.expect ?? [], found, this.#place);
			if (!difference) {
				continue;
			}

			const {tell, clock} = this.#stage;
			this.missed.push({step: number, session: step.session, statement: statement.text, ...difference});
			tell({type: 'expectation-missed', at: clock.now(), step: number, line: step.line, session: step.session, statement, ...difference});
		}
	}

	/** Looks at what has to be true at the end, over a session that sees the lesson's tables. */
	async check(checks: readonly Check[], observer: ServerSession): Promise<void> {
		for (const check of checks) {
			const found = await this.#find(check, observer);
			const expected = choose(check.expect, this.#place)?.rows;
			const checked: Checked = {says: check.says, expected, found, ok: expected === undefined || isSameRows(expected, found)};
			this.checks.push(checked);
			this.#stage.tell({type: 'lesson-checked', at: this.#stage.clock.now(), ...checked});
		}
	}

	async #find({query}: Check, observer: ServerSession): Promise<string[][]> {
		if (query === undefined) {
			return this.#codes.toSorted().map(code => [code]);
		}

		const {columns, rows} = await observer.query(query);
		return rows.map(row => columns.map(name => String(row[name])));
	}
}
