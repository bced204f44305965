import {versionAfter, type Engine} from './engine.js';

export const cockroachdb: Engine = {
	name: 'cockroachdb',
	title: 'CockroachDB',
	recognise: ({version}) => versionAfter(version, /^CockroachDB /v),
	readerSettings: [],
	// A read of the past conflicts with nobody.
	asOf: 'AS OF SYSTEM TIME \'-1ms\'',
	transactionalSchema: false,
};
