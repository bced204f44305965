import pg from 'pg';
import {layWire, Wire} from './wire.js';

/** A client of pg's, talking over a {@link Wire}. */
export class WiredClient extends pg.Client {
	constructor(config?: string | pg.ClientConfig) {
		const wire = new Wire();
		super({...(typeof config === 'string' ? {connectionString: config} : config), stream: () => wire});
		layWire(this, wire);
	}
}
