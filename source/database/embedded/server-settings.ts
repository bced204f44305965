import path from 'node:path';
import process from 'node:process';
import {socketPort} from './private-directory.js';

/** How clients reach the server. */
export type Transport =
	| {readonly type: 'socket'; readonly directory: string}
	| {readonly type: 'loopback'; readonly port: number};

/** The only user, and the database that is always there. */
export const databaseUser = 'postgres';

export const dataIn = (directory: string): string => path.join(directory, 'data');
export const logIn = (directory: string): string => path.join(directory, 'log');
/** Where initdb reads the password; the supervisor deletes it right after. */
export const passwordFileIn = (directory: string): string => path.join(directory, 'password');

// A list of directories in PostgreSQL's own syntax, so that a comma or a space in the path is harmless.
const quoted = (directory: string): string => `"${directory.replaceAll('"', '""')}"`;

const transportSettings = (transport: Transport): Record<string, string | number> => transport.type === 'socket'
	? {
		listen_addresses: '',
		unix_socket_directories: quoted(transport.directory),
		unix_socket_permissions: '0700',
		port: socketPort,
	}
	: {listen_addresses: '127.0.0.1', unix_socket_directories: '', port: transport.port};

const settings: Record<string, string | number> = {
	cluster_name: 'backoff-bank',

	// Room for a storm of 64 clients with its rivals and watchers, also in the table of conflicts between them.
	max_connections: 200,
	max_pred_locks_per_transaction: 128,
	// A deadlock is to be seen, not waited for; the default is a second.
	deadlock_timeout: '100ms',

	// It lives as long as the program, so nothing has to survive a crash of the machine, and it should stay small. A crash of its
	// own it has to survive: what it reported as committed is the system's by then, and not only in its own memory.
	fsync: 'off',
	synchronous_commit: 'on',
	full_page_writes: 'off',
	wal_level: 'minimal',
	max_wal_senders: 0,
	min_wal_size: '16MB',
	max_wal_size: '64MB',
	// Room for a million accounts. What is not used is never touched: for a small bank it costs a few megabytes.
	shared_buffers: '256MB',
	// Shared memory as files in its own directory: what a killed server leaves goes with that.
	...(process.platform !== 'win32' && {dynamic_shared_memory_type: 'mmap'}),
	jit: 'off',
	// An audit of a million accounts may take its twentieth of one core's time, and not of all of them.
	max_parallel_workers_per_gather: 0,
	io_method: 'sync',

	// Serialization failures are errors, and by default each would be written to the log.
	log_min_messages: 'log',
	log_checkpoints: 'off',
	checkpoint_warning: 0,
};

/**
What initdb is called with. The settings end up in postgresql.conf, so that the server needs no more than the directory. They are
the same for every server on a socket, so that what was made for one will do for the next: see {@link transportLines}.
*/
export const initdbParameters = (directory: string, type: Transport['type'] = 'socket'): string[] => [
	'-D',
	dataIn(directory),
	'-U',
	databaseUser,
	'--encoding=UTF8',
	'--locale=C',
	'--no-sync',
	'--no-data-checksums',
	'--wal-segsize=1',
	'--no-instructions',
	...(type === 'socket' ? ['-A', 'trust'] : ['-A', 'scram-sha-256', `--pwfile=${passwordFileIn(directory)}`]),
	...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** Settings as postgresql.conf has them; of two of one name the later counts. */
export const settingLines = (some: Readonly<Record<string, string | number>>): string => Object.entries(some)
	.map(([name, value]) => `${name} = '${String(value).replaceAll(/['\\]/gv, '$&$&')}'\n`)
	.join('');

/** What comes to postgresql.conf for one server alone: how it is reached. */
export const transportLines = (transport: Transport): string => settingLines(transportSettings(transport));
