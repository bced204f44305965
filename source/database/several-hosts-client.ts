import {EventEmitter} from 'node:events';
import pg from 'pg';
import {hearGreeting} from './greeting.js';
import {EveryHostFailedError, isWorthAnother, type HostFailure, type Hosts} from './hosts.js';
import type {HostTarget} from './target.js';
import {layWire, Wire} from './wire.js';

type Connected = ((error: Error) => void) & ((error: null, client: pg.Client) => void);

const ignore = () => undefined;

/** Where an emitter keeps its listeners. */
const listening = new Set(Object.keys(EventEmitter.prototype));

/**
Makes the class of clients that pg's pool uses where a connection string names several hosts: `connect` tries them one after
the other, and the first that lets us in serves.

It has to be one client over all of them, because the pool counts, times and hands out the very object that it made, and
pg.Client connects only once. So for each host it takes over the fields of a fresh pg.Client made for that host, which is
all that a pg.Client is before it connects, and connects as that. To look which host answers beforehand would not do: one
that is frozen, or still starting, takes TCP connections too, and only a login tells.

@param limit - How long all hosts together may take, in ms. Each has an equal share, and what is left of the shares before.
@param isWired - Lays a `Wire` under each connection.
*/
export const severalHostsClient = (hosts: Hosts, {limit, isWired}: {readonly limit: number; readonly isWired: boolean}) => class extends pg.Client {
	readonly #config: pg.ClientConfig;

	constructor(config: pg.ClientConfig = {}) {
		super(config);
		this.#config = config;
	}

	override connect(): Promise<this>;
	override connect(callback: Connected): void;
	override connect(callback?: Connected): Promise<this> | undefined {
		if (callback) {
			this.#tryNext(hosts.inTurn(), [], performance.now() + limit, callback);
			return undefined;
		}

		return new Promise((resolve, reject) => {
			this.connect((error: Error | null) => {
				if (error) {
					reject(error);
				} else {
					resolve(this);
				}
			});
		});
	}

	/** Tells the caller in the same turn in which the server answered: nobody else listens to what comes right behind. */
	#tryNext([target, ...others]: readonly HostTarget[], failures: readonly HostFailure[], end: number, callback: Connected): void {
		const share = Math.floor((end - performance.now()) / (others.length + 1));
		if (!target || share < 1) {
			callback(new EveryHostFailedError(failures));
			return;
		}

		this.#become(target, share);
		super.connect((error: Error | null) => {
			if (!error) {
				hosts.serves(target);
				callback(null, this);
			} else if (isWorthAnother(error)) {
				this.#abandon();
				this.#tryNext(others, [...failures, {place: target, error}], end, callback);
			} else {
				hosts.refuses(error, {place: target, untried: others});
				callback(error);
			}
		});
	}

	#become({connectionString}: HostTarget, share: number): void {
		const wire = isWired ? new Wire() : undefined;
		const fresh = new pg.Client({
			...this.#config, connectionString, connectionTimeoutMillis: share, ...(wire && {stream: () => wire}),
		});
		Object.assign(this, Object.fromEntries(Object.entries(fresh).filter(([field]) => !listening.has(field))));
		// It is not enumerable.
		this.password = fresh.password;
		hearGreeting(this);
		if (wire) {
			layWire(this, wire);
		}
	}

	/** Nothing that a host still says after its turn may be heard in the next one's. */
	#abandon(): void {
		const {connection} = this;
		connection.removeAllListeners();
		connection.on('error', ignore);
		connection.stream.destroy();
	}
};
