import {postgresql} from './postgresql.js';
import type {Engine} from './engine.js';

/** Calls itself PostgreSQL too: only its host name tells. */
export const auroraDsql: Engine = {
	...postgresql,
	name: 'aurora-dsql',
	title: 'Aurora DSQL',
	recognise: signs => /\.dsql\.[\-0-9a-z]+\.on\.aws$/v.test(signs.host) ? postgresql.recognise(signs) : undefined,
	transactionalSchema: false,
};
