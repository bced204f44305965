import type {Chance} from './chance.js';

/** What strikes a statement. */
export type Fault =
	/**
	The line is cut: before the statement has reached the server, while it runs there, after it has run, once its answer is
	there, or long before it arrives. Nobody tells the old session, which lives on for a while.
	*/
	| {readonly type: 'cut'; readonly when: 'before' | 'during' | 'after' | 'answered' | 'early'}
	/** The server answers with an error. */
	| {readonly type: 'code'; readonly code: string}
	/** The server is killed, before or after it ran the statement. */
	| {readonly type: 'kill'; readonly when: 'before' | 'after'}
	/** The statement is on its way for so long that whoever waits for it may lose patience. */
	| {readonly type: 'stall'}
	/** The driver gives up on a statement that the server still runs. The line stays, and the client is of no use. */
	| {readonly type: 'timeout'}
	/** Something had failed that nobody was told of: COMMIT is answered with ROLLBACK. */
	| {readonly type: 'rolled-back'};

type Statement = 'begin' | 'work' | 'commit' | 'rollback';

const kindOf = (text: string): Statement => {
	if (text === 'COMMIT') {
		return 'commit';
	}

	if (text === 'ROLLBACK') {
		return 'rollback';
	}

	return text.startsWith('BEGIN') ? 'begin' : 'work';
};

/** What may strike, where, and how often at most. */
type Kind = {readonly fault: Fault; readonly where: readonly Statement[]; readonly most: number};

const anywhere: readonly Statement[] = ['begin', 'work', 'commit', 'rollback'];

const code = (sqlstate: string, where: readonly Statement[], most: number): Kind => ({fault: {type: 'code', code: sqlstate}, where, most});

const kinds: readonly Kind[] = [
	...(['before', 'during', 'after', 'early'] as const).flatMap(when => [
		{fault: {type: 'cut', when}, where: ['begin', 'work', 'rollback'], most: 0.005},
		{fault: {type: 'cut', when}, where: ['commit'], most: 0.05},
	] satisfies Kind[]),
	...(['before', 'after'] as const).map(when => ({fault: {type: 'kill', when}, where: anywhere, most: 0.001}) satisfies Kind),
	{fault: {type: 'stall'}, where: anywhere, most: 0.004},
	{fault: {type: 'timeout'}, where: anywhere, most: 0.003},
	{fault: {type: 'rolled-back'}, where: ['commit'], most: 0.005},
	code('40001', ['work', 'commit'], 0.02),
	code('40P01', ['work'], 0.01),
	code('57P01', anywhere, 0.005),
	code('57P01', ['commit'], 0.03),
	code('57014', ['work', 'commit'], 0.002),
	code('53100', ['work', 'commit'], 0.002),
	code('40003', ['commit'], 0.03),
	code('08007', ['commit'], 0.03),
];

/**
How asking for a connection fails: nobody listens; nobody answers in time; the server has let it in, and the line is cut
before that is heard, or right after it; or the server refuses it with a code.
*/
export type Refusal =
	| {readonly type: 'refused' | 'timeout'}
	| {readonly type: 'cut'; readonly when: 'during' | 'answered'}
	| {readonly type: 'code'; readonly code: string};

const refusals: readonly Refusal[] = [{type: 'refused'}, {type: 'timeout'}, {type: 'code', code: '53300'}, {type: 'code', code: '57P03'}];

/** When things go wrong, and how long they take. */
export type Weather = {
	/** What strikes a statement, if anything does. */
	strikes(text: string): Fault | undefined;
	/** What becomes of asking for a connection, if not a connection. */
	refuses(): Refusal | undefined;
	/** The server has done a COMMIT that it answers with an error. */
	commitsAllTheSame(): boolean;
	/** It has yet to decide about it. */
	decidesLater(): boolean;
	/** What it decides. */
	commitsInTheEnd(): boolean;
	/** How long a statement or an answer is on its way, in ms. */
	latency(): number;
	/** How long a session lives on that nobody talks to any more, or a statement that was cut off is on its way, in ms. */
	linger(): number;
	/** Longer than a session has patience for a ROLLBACK, most of the time. */
	stall(): number;
	/** How long a server that was killed is away, in ms. */
	away(): number;
};

/** Weather by chance. Each seed leaves some kinds out, so that what they hide comes out as well. */
export class ChangingWeather implements Weather {
	readonly #chance: Chance;
	readonly #rates: Readonly<Record<Statement, ReadonlyArray<readonly [fault: Fault, rate: number]>>>;
	readonly #refusalRate: number;
	readonly #slowness: number;

	constructor(chance: Chance) {
		this.#chance = chance;
		const drawn = kinds.map(({fault, where, most}) => ({fault, where, rate: chance.happens(0.6) ? chance.between(0, most) : 0}));
		const ratesAt = (statement: Statement) => drawn
			.filter(({where, rate}) => rate > 0 && where.includes(statement))
			.map(({fault, rate}) => [fault, rate] as const);
		this.#rates = {begin: ratesAt('begin'), work: ratesAt('work'), commit: ratesAt('commit'), rollback: ratesAt('rollback')};
		this.#refusalRate = chance.happens(0.6) ? chance.between(0, 0.05) : 0;
		this.#slowness = chance.between(0.5, 8);
	}

	commitsAllTheSame(): boolean {
		return this.#chance.happens(0.5);
	}

	decidesLater(): boolean {
		return this.#chance.happens(0.5);
	}

	commitsInTheEnd(): boolean {
		return this.#chance.happens(0.5);
	}

	strikes(text: string): Fault | undefined {
		let left = this.#chance.random();
		for (const [fault, rate] of this.#rates[kindOf(text)]) {
			left -= rate;
			if (left < 0) {
				return fault;
			}
		}

		return undefined;
	}

	refuses(): Refusal | undefined {
		return this.#chance.happens(this.#refusalRate) ? this.#chance.pick(refusals) : undefined;
	}

	latency(): number {
		return this.#chance.between(0.1, this.#slowness);
	}

	linger(): number {
		return this.#chance.happens(0.1) ? this.#chance.between(200, 3000) : this.#chance.between(1, 200);
	}

	stall(): number {
		return this.#chance.between(500, 4000);
	}

	away(): number {
		return this.#chance.between(20, 400);
	}
}
