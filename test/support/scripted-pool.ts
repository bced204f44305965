import type {TransactionPool} from '../../source/transactions/pool.js';
import {ScriptedClient, type Engine, type Line} from './scripted-client.js';

type PoolOptions = {
	readonly engine?: Engine;
	/** With false, its clients have no `getTransactionStatus`. Default: true. */
	readonly tellsStatus?: boolean;
	/** Hears `connected`, `released` and `destroyed`. */
	readonly onChange?: (change: string) => void;
};

/** A pool in memory: its clients answer by the script, and where the script is silent as a server would. */
export class ScriptedPool implements TransactionPool {
	readonly sent: Array<{readonly client: number; readonly text: string; readonly values: unknown[] | undefined}> = [];
	readonly clients: ScriptedClient[] = [];
	/** What must never happen: a client handed out that is of no use, or used when it was given back. */
	readonly misuse: string[] = [];
	readonly engine: Engine;
	readonly #script: Line[];
	readonly #idle: ScriptedClient[] = [];
	readonly #tellsStatus: boolean;
	readonly #onChange: ((change: string) => void) | undefined;

	constructor(script: readonly Line[] = [], {engine = 'postgresql', tellsStatus = true, onChange}: PoolOptions = {}) {
		this.#script = [...script];
		this.engine = engine;
		this.#tellsStatus = tellsStatus;
		this.#onChange = onChange;
	}

	/** How many clients are handed out. */
	get held(): number {
		return this.clients.filter(({out}) => out).length;
	}

	/** The clients that wait for the next caller. */
	get idle(): readonly ScriptedClient[] {
		return this.#idle;
	}

	async connect(): Promise<ScriptedClient> {
		const line = this.take('connect');
		const answer = typeof line === 'function' ? await line() : line;
		if (answer instanceof Error) {
			throw answer;
		}

		const client = this.#idle.pop() ?? this.#open();
		client.out = true;
		this.#onChange?.('connected');
		return client;
	}

	/** The script's answer to a step, which is used up by this. */
	take(step: string): Line[1] {
		const index = this.#script.findIndex(([start]) => step.startsWith(start));
		return index === -1 ? {} : this.#script.splice(index, 1)[0]?.[1] ?? {};
	}

	takeBack(client: ScriptedClient, destroy: boolean): void {
		this.#onChange?.(destroy ? 'destroyed' : 'released');
		if (destroy) {
			return;
		}

		if (client.status !== 'I' || client.lost || client.blocked) {
			this.misuse.push(`a client in status ${client.status} went back to the pool${client.lost ? ', its connection gone' : ''}`);
		}

		this.#idle.push(client);
	}

	#open(): ScriptedClient {
		const client = new ScriptedClient(this, this.clients.length + 1, this.#tellsStatus);
		this.clients.push(client);
		return client;
	}
}
