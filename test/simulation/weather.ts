import type {Chance} from './chance.js';

/** What strikes a statement. */
export type Fault =
	/**
	The line is cut: before the statement has reached the server, while it runs there, after it has run, or long before it
	arrives. Nobody tells the old session, which lives on for a while.
	*/
	| {readonly type: 'cut'; readonly when: 'before' | 'during' | 'after' | 'early'}
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

/** How asking for a connection fails. */
const refusals = ['refused', 'timeout', '53300', '57P03'] as const;

export type Refusal = (typeof refusals)[number];

/** When things go wrong. Each seed leaves some kinds out, so that what they hide comes out as well. */
export class Weather {
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

	/** Chance of one half, or of what is given. */
	happens(probability = 0.5): boolean {
		return this.#chance.happens(probability);
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

	/** How long a statement or an answer is on its way, in ms. */
	latency(): number {
		return this.#chance.between(0.1, this.#slowness);
	}

	/** How long a session lives on that nobody talks to any more, or a statement that was cut off is on its way, in ms. */
	linger(): number {
		return this.#chance.happens(0.1) ? this.#chance.between(200, 3000) : this.#chance.between(1, 200);
	}

	/** Longer than a session has patience for a ROLLBACK, most of the time. */
	stall(): number {
		return this.#chance.between(500, 4000);
	}

	/** How long a server that was killed is away, in ms. */
	away(): number {
		return this.#chance.between(20, 400);
	}
}
