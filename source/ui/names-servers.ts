import type {Model} from '../store/model.js';

/** Whether attempts say who serves them: several hosts were named, or a cluster has let several nodes serve. */
export const namesServersIn = ({connection, run}: Model): boolean =>
	(connection.type === 'connected' && connection.server.hosts > 1) || (run?.servers ?? []).length > 1;
