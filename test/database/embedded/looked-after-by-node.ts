import process from 'node:process';
import {findUnprivilegedUser, succeedsAs} from '../../../source/database/embedded/unprivileged-user.js';

const identity = await findUnprivilegedUser();

/** For tests of a server that Node looks after: as root, in a checkout closed to others, that Node itself can't be started. */
export const nodeSupervisor = {
	skip: identity && !await succeedsAs(identity, 'test -x "$1"', process.execPath)
		? 'the unprivileged user cannot get at this Node'
		: false,
};
