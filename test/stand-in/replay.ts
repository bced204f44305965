import pg from 'pg';
import type {StandIn} from './stand-in.js';

/** What the recording has of an error: what the server sent, or only the driver's words. */
type RecordedError = Readonly<Record<string, string>> & {readonly message: string};

export type Step = {
	readonly session: string;
	/** A statement, or else an attempt to connect. */
	readonly sql?: string;
	readonly connect?: string;
	readonly connected?: true;
	readonly results?: ReadonlyArray<{readonly command: string; readonly rowCount: number | null; readonly rows: unknown[]}>;
	readonly error?: RecordedError;
	readonly txn?: string;
};

/** What a real CockroachDB answered. */
export type Recording = {
	readonly server: string;
	readonly parameterStatus: Readonly<Record<string, string>>;
	readonly scenes: ReadonlyArray<{readonly name: string; readonly steps: readonly Step[]}>;
};

/** All that a server can tell of an error but for the file and the line of its source, which were not recorded. */
const errorFields = [
	'severity',
	'code',
	'message',
	'detail',
	'hint',
	'routine',
	'position',
	'internalPosition',
	'internalQuery',
	'where',
	'schema',
	'table',
	'column',
	'dataType',
	'constraint',
];

const fieldsOf = (error: unknown): RecordedError => {
	const fields: Record<string, unknown> = {...(error as Error), message: (error as Error).message};
	return Object.fromEntries(errorFields.flatMap(name => typeof fields[name] === 'string' ? [[name, fields[name]]] : [])) as RecordedError;
};

/** What differs from run to run on a real one as well, and what is put in its place. */
const volatile: ReadonlyArray<readonly [pattern: RegExp, name: string]> = [
	// The transaction's number.
	[/\bid=[0-9a-f]{8}\b/gv, 'id=ID'],
	// Where the transaction's record is: the first row that it wrote, by the number of its table.
	[/\bkey=\/Table\/\d+\/1\/"[^"]*"\/0/gv, 'key=KEY'],
	// Drawn by lot.
	[/\bpri=0\.\d{8}\b/gv, 'pri=PRIORITY'],
	// Of the clock.
	[/(?<=\b(?:ts|min|rts|max)=)\d{10}\.\d{9},\d+/gv, 'TIME'],
	// How many writes there were so far, as the engine counts them.
	[/\bseq=\d+/gv, 'seq=COUNT'],
	// The session's number.
	[/\b[0-9a-f]{16}0000000000000001\b/gv, 'SESSION'],
];

const plain = (text: string): string => {
	let plainer = text;
	for (const [pattern, name] of volatile) {
		plainer = plainer.replaceAll(pattern, () => name);
	}

	return plainer;
};

/** A step as it is compared: without its volatile values. JSON keeps the recorded rows' shapes: an interval of nothing is `{}`. */
export const comparable = ({results, error, txn, connected}: Step): unknown =>
	JSON.parse(JSON.stringify({results, error, txn, connected}), (_key, value: unknown) => typeof value === 'string' ? plain(value) : value);

type Player = {readonly client: pg.Client; lost?: Error; busy: Promise<unknown>};

/** Plays recorded scenes on a stand-in: session by session, over real clients. */
export class Replay {
	readonly #standIn: StandIn;
	readonly #players = new Map<string, Player>();

	constructor(standIn: StandIn) {
		this.#standIn = standIn;
	}

	/** Plays a scene. A statement that has to wait for another session's is left waiting, as it was when it was recorded. */
	async play(steps: readonly Step[]): Promise<{readonly played: Step[]; readonly waited: number[]}> {
		const playing: Array<Promise<Step>> = [];
		const waited: number[] = [];
		for (const [index, step] of steps.entries()) {
			if (step.connect !== undefined) {
				const connected = await this.#connect(step);
				playing.push(Promise.resolve(connected));
				continue;
			}

			const player = await this.#player(step.session);
			await player.busy;
			const answered = this.#send(player, step);
			player.busy = answered;
			playing.push(answered);
			if (await this.#isHeldUp(step.session, answered)) {
				waited.push(index);
			}
		}

		return {played: await Promise.all(playing), waited};
	}

	async end(): Promise<void> {
		await Promise.all(this.#players.values().map(async ({client}) => client.end()));
	}

	async #player(name: string): Promise<Player> {
		const known = this.#players.get(name);
		if (known) {
			return known;
		}

		const client = new pg.Client({connectionString: this.#standIn.url(), application_name: name});
		const player: Player = {client, busy: Promise.resolve()};
		client.on('error', error => {
			player.lost ??= error;
		});
		await client.connect();
		this.#players.set(name, player);
		return player;
	}

	async #send(player: Player, step: Step): Promise<Step> {
		const {client} = player;
		let {sql = ''} = step;
		const cancelled = /cancel session '(?<id>\w+)'/v.exec(sql)?.groups?.['id'];
		if (cancelled !== undefined) {
			// The recorded one was your session's.
			const {client: yours} = await this.#player('you');
			const {rows: [row]} = await yours.query<{session_id: string}>('show session_id');
			sql = sql.replace(cancelled, () => row?.session_id ?? '');
		}

		try {
			const {command, rowCount, rows} = await client.query(sql);
			return {session: step.session, results: [{command, rowCount, rows}], txn: client.getTransactionStatus() ?? ''};
		} catch (error) {
			// The driver says it once, to whoever is there: to the statement, or else to the client's listener.
			return {session: step.session, error: fieldsOf(player.lost ?? error), txn: client.getTransactionStatus() ?? ''};
		}
	}

	/** Resolves to true once the session waits for a lock, to false when its statement has been answered. */
	async #isHeldUp(name: string, answered: Promise<unknown>): Promise<boolean> {
		const over = new AbortController();
		void answered.then(() => {
			over.abort();
		});
		while (!over.signal.aborted) {
			const [row] = await this.#standIn.run(`SELECT 1 FROM pg_stat_activity WHERE application_name = '${name}' AND wait_event_type = 'Lock'`);
			if (row) {
				return true;
			}
		}

		return false;
	}

	async #connect({session, connect = ''}: Step): Promise<Step> {
		const {port} = new URL(this.#standIn.url());
		const client = new pg.Client({connectionString: connect.replace('PORT', () => port)});
		client.on('error', () => undefined);
		try {
			await client.connect();
		} catch (error) {
			return {session, error: fieldsOf(error)};
		}

		try {
			// Which statement it was is not recorded; only that it asked for accounts.
			const {command, rowCount, rows} = await client.query('select balance from accounts');
			return {session, connected: true, results: [{command, rowCount, rows}]};
		} catch (error) {
			return {session, connected: true, error: fieldsOf(error)};
		} finally {
			await client.end();
		}
	}
}
