import {madeUp, partWithoutReturning, timestamp, underline, usualParameterStatus, type Persona, type Refusal} from '../persona.js';

/** Which documentation a HINT leads to. */
const line = 'v26.2';

const retry = (reason: string, record: string, anchor?: string): Refusal => {
	const {id, key, priority, at, began} = madeUp();
	return {
		code: '40001',
		message: `restart transaction: TransactionRetryWithProtoRefreshError: ${reason}: "sql txn" meta={id=${id} key=${key} iso=Serializable pri=${priority} epo=0`
			+ ` ts=${at},1 min=${began},0 seq=1} lock=true stat=${record} rts=${began},0 gul=${timestamp()},0`,
		...(anchor !== undefined && {hint: `See: https://www.cockroachlabs.com/docs/${line}/transaction-retry-error-reference.html#${anchor}`}),
	};
};

/**
A current CockroachDB. Nobody recorded one statement by statement: this is what its documentation, its source and errors that
people reported say. Names of Go functions are left out.
*/
export const current: Persona = {
	version: `CockroachDB CCL ${line}.0 (x86_64-pc-linux-gnu, built 2026/05/04 00:00:00, go1.25.5)`,
	parameterStatus: {
		server_version: '13.0.0',
		...usualParameterStatus,
		session_authorization: 'root',
		is_superuser: 'on',
	},
	users: ['root', 'clerk'],
	schemaRights: 'schema',
	// Since 22.1.
	tellsContention: true,
	databases: ['defaultdb', 'postgres'],
	unknownDatabase: database => ({code: '3D000', message: `database "${database}" does not exist`}),
	unknownUser: user => ({code: '28P01', message: `password authentication failed for user ${user}`}),
	hearsCancelRequests: true,
	backendPid: undefined,
	// READ COMMITTED is real; REPEATABLE READ is not on unless a cluster setting says so.
	isolation: {'read uncommitted': 'read committed', 'repeatable read': 'serializable', snapshot: 'serializable'},
	refusedStatements: [
		partWithoutReturning,
		[/^(?:listen|notify)\b/iv, sql => ({code: '0A000', message: `unimplemented: ${sql.slice(0, 6).toUpperCase()} is not supported`})],
		[/^lock\b/iv, sql => ({code: '42601', message: 'at or near "lock": syntax error', detail: underline(sql, 0)})],
	],
	absentFunctions: ['pg_terminate_backend', 'pg_cancel_backend'],
	unknownFunction: name => ({code: '42883', message: `unknown function: ${name}()`}),
	stubs: ['pg_advisory_lock(int8)', 'pg_advisory_xact_lock(int8)', 'pg_advisory_unlock(int8)'],
	ownSettings: {
		inject_retry_errors_enabled: 'off',
		inject_retry_errors_on_commit_enabled: 'off',
		autocommit_before_ddl: 'on',
	},
	refusedSettings: {},
	retryError(cause) {
		switch (cause) {
			// Its name is not among those that the documentation lists, and so it comes without a HINT.
			case 'write-too-old': {
				return retry(`WriteTooOldError: write for key /Table/106/1/1/0 at timestamp ${timestamp()},0 too old; must write at or above ${timestamp()},1`, 'PENDING');
			}

			case 'serializable': {
				return retry('TransactionRetryError: retry txn (RETRY_SERIALIZABLE - failed preemptive refresh)', 'PENDING', 'retry_serializable');
			}

			case 'pusher-aborted': {
				return retry('TransactionAbortedError(ABORT_REASON_PUSHER_ABORTED)', 'ABORTED', 'abort_reason_pusher_aborted');
			}
		}
	},
	injectedError: setting => ({code: '40001', message: `restart transaction: TransactionRetryWithProtoRefreshError: injected by \`${setting}\` session variable`}),
	forcedRetry: {
		code: '40001',
		message: 'restart transaction: crdb_internal.force_retry(): TransactionRetryWithProtoRefreshError: forced by crdb_internal.force_retry()',
	},
	noTransaction: undefined,
	transactionInProgress: {code: '25001', message: 'there is already a transaction in progress'},
	restartNotFirst: {code: '42601', message: 'SAVEPOINT "cockroach_restart" needs to be the first statement in a transaction'},
	transactionAborted: {code: '25P02', message: 'current transaction is aborted, commands ignored until end of transaction block'},
	transactionCommitted: {code: '25000', message: 'current transaction is committed, commands ignored until end of transaction block'},
	historicalInTransaction: {code: '0A000', message: 'inconsistent AS OF SYSTEM TIME timestamp', hint: 'try SET TRANSACTION AS OF SYSTEM TIME'},
	autocommitsBeforeSchemaChanges: true,
	uniqueViolation: ({columns, values, constraint}) => ({
		code: '23505',
		message: `duplicate key value violates unique constraint "${constraint}"`,
		detail: `Key (${columns})=(${values}) already exists.`,
		constraint,
	}),
	checkViolation: ({expression, constraint}) => ({
		code: '23514',
		message: `failed to satisfy CHECK constraint ${expression.replaceAll(/\b\d+\b/gv, '$&:::INT8')}`,
		constraint,
	}),
	syntaxError: ({near, sql, position}) => ({code: '42601', message: `at or near "${near}": syntax error`, detail: underline(sql, position)}),
	routines: {},
	answers: [],
};
