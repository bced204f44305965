import {describePlace, type Place} from './places.js';

/** Who serves a session, where several could. */
export type ServedBy = Place & {
	/** The cluster's own name for the node, where it has one: on CockroachDB a number, on YugabyteDB an address. */
	readonly node?: string;
};

const servers = new WeakMap<object, ServedBy>();

/** Remembers who serves a client's session. */
export const noteServedBy = (client: object, server: ServedBy): void => {
	servers.set(client, server);
};

/** Who serves a client's session; undefined where nobody else could. */
export const servedBy = (client: object): ServedBy | undefined => servers.get(client);

/** For people, as short as it can be: `node 2`, or `db2.example:5432` where nodes have no names. */
export const serverWords = ({node, ...place}: ServedBy): string => node === undefined ? describePlace(place) : `node ${node}`;

/** For people, with the address: `node 2 (db2.example:26257)`. */
export const fullServerWords = ({node, ...place}: ServedBy): string => node === undefined ? describePlace(place) : `node ${node} (${describePlace(place)})`;
