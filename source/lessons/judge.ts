import type {Answer} from '../database/server-session.js';
import type {Checked, Compared, ComparedValue} from './events.js';
import {applies, choose, differenceOf, isSameRows, type Place} from './expectations.js';
import type {Check, Comparison} from './lesson.js';
import type {Missed} from './lesson-run.js';
import type {Storms} from './play-storms.js';
import type {Running, Stage} from './player.js';
import {figureOf} from './storm-figures.js';

/** Sends a query that stands in that line of the lesson's file. */
type Ask = (query: string, line?: number) => Promise<Answer>;

const isAsSaid = (is: Comparison['is'], value: number | undefined, other: number | undefined): boolean =>
	value !== undefined && other !== undefined && (is === 'more' ? value > other : value < other);

/** Holds what a run of a lesson comes to against what the lesson says, and tells where they differ. */
export class Judge {
	readonly missed: Missed[] = [];
	readonly checks: Checked[] = [];
	readonly comparisons: Compared[] = [];
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
		return this.missed.length + [...this.checks, ...this.comparisons].filter(({ok}) => !ok).length;
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

	/** Looks at what has to be true at the end. `ask` sends a query over a session that sees the lesson's tables. */
	async check(checks: readonly Check[], ask: Ask): Promise<void> {
		for (const check of checks) {
			const found = await this.#find(check, ask);
			const {rows: expected, anomaly} = choose(check.expect, this.#place) ?? {};
			const ok = expected === undefined || isSameRows(expected, found);
			this.#checked({says: check.says, expected, found, ok, ...(ok && anomaly !== undefined && {anomaly})});
		}
	}

	/** Compares the storms as the lesson has it, and says what became of the money in all of them. */
	compare(comparisons: readonly Comparison[], {figures, wrong}: Pick<Storms, 'figures' | 'wrong'>): void {
		for (const comparison of comparisons) {
			const {says, figure, is, times = 1} = comparison;
			const valueOf = (one: string | number): ComparedValue => {
				if (typeof one === 'number') {
					return {value: one};
				}

				const storm = figures.get(one);
				const value = storm && figureOf(figure, storm);
				return {storm: one, ...(value !== undefined && {value})};
			};

			const [of, than] = [valueOf(comparison.of), valueOf(comparison.than)];
			const ok = !applies(comparison, this.#place) || isAsSaid(is, of.value, than.value === undefined ? undefined : than.value * times);
			const compared: Compared = {says, figure, is, of, than, times, ok};
			this.comparisons.push(compared);
			this.#stage.tell({type: 'lesson-compared', at: this.#stage.clock.now(), ...compared});
		}

		this.#checked({says: 'transfers lost or made unasked, and accounts that don\'t balance', expected: [['0']], found: [[String(wrong)]], ok: wrong === 0});
	}

	#checked(checked: Checked): void {
		this.checks.push(checked);
		this.#stage.tell({type: 'lesson-checked', at: this.#stage.clock.now(), ...checked});
	}

	async #find({query, line}: Check, ask: Ask): Promise<string[][]> {
		if (query === undefined) {
			return this.#codes.toSorted().map(code => [code]);
		}

		const {columns, rows} = await ask(query, line);
		return rows.map(row => columns.map(name => String(row[name])));
	}
}
