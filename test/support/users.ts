import type {Server} from './servers.js';

export type Login = {readonly user: string; readonly password: string};

/** A user of a server who may make a bank there. */
export const makeUser = async (server: Server, user: string): Promise<Login> => {
	await server.run(`CREATE ROLE ${user} LOGIN PASSWORD 'right'`, `GRANT CREATE ON DATABASE postgres TO ${user}`);
	return {user, password: 'right'};
};

/** Ends all sessions of a user, as an administrator can. */
export const endSessionsOf = async (server: Server, user: string): Promise<void> => {
	await server.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`);
};
