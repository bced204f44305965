import pg from 'pg';
import {layWire, Wire} from './wire.js';

/** A class of pg clients, each of which talks over a {@link Wire}; `latency` is asked for what it adds, in ms. */
export const wiredClient = (latency: () => number): typeof pg.Client => class WiredClient extends pg.Client {
	constructor(config?: string | pg.ClientConfig) {
		const wire = new Wire(latency);
		super({...(typeof config === 'string' ? {connectionString: config} : config), stream: () => wire});
		layWire(this, wire);
	}
};
