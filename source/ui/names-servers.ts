import {serverWords} from '../database/served-by.js';
import type {Model} from '../store/model.js';

/** Whether attempts say who serves them: several hosts were named, or a cluster has let several nodes serve. */
export const namesServersIn = ({connection, run}: Model): boolean => {
	if (connection.type === 'connected' && connection.server.hosts > 1) {
		return true;
	}

	const servers = run?.attempts.flatMap(({server, steps}) => [server, ...steps.map(step => step.type === 'rival' ? step.server : undefined)]) ?? [];
	return new Set(servers.flatMap(server => server ? [serverWords(server)] : [])).size > 1;
};
