import {postgresql} from './postgresql.js';
import {versionAfter, type Engine} from './engine.js';

/** Calls itself PostgreSQL and adds its own version: `PostgreSQL 15.2-YB-2.25.1.0-b0 on …`. */
export const yugabytedb: Engine = {
	...postgresql,
	name: 'yugabytedb',
	title: 'YugabyteDB',
	recognise: ({version}) => versionAfter(version, /-YB-/v),
	transactionalSchema: false,
};
