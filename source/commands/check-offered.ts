import {faultRefusal} from '../bank/faults.js';
import type {ServerIdentity} from '../database/identify-server.js';
import {SettingError, type Settings} from '../settings.js';

/**
Checks what only the server can tell: whether it has what the settings ask for.

@throws {SettingError} It has not.
*/
export const checkOffered = ({restart, fault}: Settings, server: ServerIdentity): void => {
	const {title, restartSavepoint} = server.engine;
	if (restart === 'savepoint' && restartSavepoint === undefined) {
		throw new SettingError(
			`--restart savepoint is CockroachDB's own way, and this is ${title}: after ROLLBACK TO SAVEPOINT it keeps the snapshot`
			+ ' that met the conflict, and meets it again. Leave it out, or use --restart begin.',
		);
	}

	for (const each of fault) {
		const why = faultRefusal(each, server);
		if (why !== undefined) {
			throw new SettingError(`${why}. Leave it out (--fault).`);
		}
	}
};
