import {versionAfter, type Engine} from './engine.js';

export const postgresql: Engine = {
	name: 'postgresql',
	title: 'PostgreSQL',
	recognise: ({version}) => versionAfter(version, /^PostgreSQL /v),
	// One snapshot a statement, and outside serializable: such reads take no predicate locks, so they fail nobody.
	readerSettings: ['SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'],
	asOf: '',
	transactionalSchema: true,
};
