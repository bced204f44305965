import {auroraDsql} from './aurora-dsql.js';
import {cockroachdb} from './cockroachdb.js';
import type {Engine, ServerSigns} from './engine.js';
import {postgresql} from './postgresql.js';
import {yugabytedb} from './yugabytedb.js';

/** Every engine, those that call themselves PostgreSQL before PostgreSQL itself. */
export const engines: readonly Engine[] = [cockroachdb, yugabytedb, auroraDsql, postgresql];

/** Which engine answered, and its version. A server that calls itself nothing known is treated as PostgreSQL. */
export const recogniseEngine = (signs: ServerSigns): {engine: Engine; version: string} => {
	for (const engine of engines) {
		const version = engine.recognise(signs);
		if (version !== undefined) {
			return {engine, version};
		}
	}

	return {engine: postgresql, version: 'unknown'};
};
