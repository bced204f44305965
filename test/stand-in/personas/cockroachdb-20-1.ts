import {madeUp, partWithoutReturning, underline, usualParameterStatus, type Persona, type Refusal} from '../persona.js';

const version = 'CockroachDB OSS v20.1.0-local-g0cb10f369a (linux amd64, built 2026/11/22 08:06:29, go1.19.8)';

/** A setting that is known for the sake of compatibility: it takes 0, which is what it is. */
const onlyZero = (name: string) => (value: string): Refusal | undefined => {
	if (value.startsWith('\'')) {
		return {code: '22023', message: `parameter "${name}" requires an integer value`, detail: `${value} is a string`, routine: 'datumAsInt'};
	}

	// Not recorded: from the source.
	return value === '0' ? undefined : {code: '22023', message: `invalid value for parameter "${name}": "${value}"`};
};

const syntaxError: Persona['syntaxError'] = ({near, sql, position}) => ({
	code: '42601', message: `at or near "${near}": syntax error`, detail: underline(sql, position), routine: 'Error',
});

/** A keyword at the beginning that no statement of this version begins with. */
const unknownKeyword = (sql: string): Refusal => syntaxError({near: (/[a-z]+/iv.exec(sql)?.[0] ?? '').toLowerCase(), sql, position: 0});

/** How each cause is told, and what the transaction's record says by then. */
const causes = {
	'write-too-old': ['TransactionRetryError: retry txn (RETRY_WRITE_TOO_OLD - WriteTooOld flag converted to WriteTooOldError)', 'PENDING'],
	serializable: ['TransactionRetryError: retry txn (RETRY_SERIALIZABLE)', 'PENDING'],
	'pusher-aborted': ['TransactionAbortedError(ABORT_REASON_PUSHER_ABORTED)', 'ABORTED'],
} as const;

/** CockroachDB 20.1, as recorded in cockroachdb-20.1.json beside this folder. What isn't recorded there says so. */
export const cockroachdb201: Persona = {
	version,
	parameterStatus: {
		server_version: '9.5.0',
		...usualParameterStatus,
		session_authorization: 'root',
		is_superuser: 'on',
	},
	users: ['root', 'clerk'],
	schemaRights: 'database',
	tellsContention: false,
	databases: ['defaultdb', 'postgres'],
	unknownUser: user => ({code: 'XXUUU', message: `password authentication failed for user ${user}`, routine: 'handleAuthentication'}),
	// Not recorded: no BackendKeyData was sent before 22.1, so pg has nothing to ask a cancellation with.
	hearsCancelRequests: false,
	backendPid: -1,
	isolation: {'read uncommitted': 'serializable', 'read committed': 'serializable', 'repeatable read': 'serializable', snapshot: 'serializable'},
	refusedStatements: [
		// Not recorded.
		partWithoutReturning,
		[/^create schema\b/iv, () => ({
			code: '0A000',
			message: 'unimplemented: new schemas are unsupported',
			hint: 'You have attempted to use a feature that is not yet implemented.\nSee: https://go.crdb.dev/issue-v/26443/v20.1',
			routine: 'startExec',
		})],
		[/^(?:listen|notify|lock)\b/iv, unknownKeyword],
	],
	absentFunctions: [
		'pg_terminate_backend',
		'pg_cancel_backend',
		'pg_advisory_lock',
		'pg_advisory_xact_lock',
		'pg_try_advisory_lock',
		'pg_try_advisory_xact_lock',
		'pg_advisory_unlock',
	],
	unknownFunction: name => ({code: '42883', message: `unknown function: ${name}()`, routine: 'ResolveFunction'}),
	stubs: [],
	ownSettings: {},
	refusedSettings: {
		lock_timeout: onlyZero('lock_timeout'),
		idle_in_transaction_session_timeout: onlyZero('idle_in_transaction_session_timeout'),
	},
	retryError(cause) {
		const {id, key, priority, at, began} = madeUp();
		const [reason, record] = causes[cause];
		return {
			code: '40001',
			message: `restart transaction: TransactionRetryWithProtoRefreshError: ${reason}: "sql txn" meta={id=${id} key=${key} pri=${priority} epo=0`
				+ ` ts=${at},1 min=${began},0 seq=1} lock=true stat=${record} rts=${at},1 wto=false max=${began},0`,
		};
	},
	injectedError: setting => ({code: '42704', message: `unrecognized configuration parameter "${setting}"`, routine: 'getSessionVar'}),
	forcedRetry: {
		code: '40001',
		message: 'restart transaction: crdb_internal.force_retry(): TransactionRetryWithProtoRefreshError: forced by crdb_internal.force_retry()',
		routine: 'Eval',
	},
	noTransaction: {code: 'XXUUU', message: 'there is no transaction in progress', routine: 'init'},
	// Not recorded: the text is that of the source, beside the one above.
	transactionInProgress: {code: 'XXUUU', message: 'there is already a transaction in progress', routine: 'init'},
	// Not recorded.
	restartNotFirst: {code: '42601', message: 'SAVEPOINT "cockroach_restart" needs to be the first statement in a transaction'},
	transactionAborted: {code: '25P02', message: 'current transaction is aborted, commands ignored until end of transaction block', routine: 'NewTransactionAbortedError'},
	transactionCommitted: {code: '25000', message: 'current transaction is committed, commands ignored until end of transaction block', routine: 'NewTransactionCommittedError'},
	// Not recorded: from the source. The two times in the text are left out.
	historicalInTransaction: {code: '42601', message: 'inconsistent AS OF SYSTEM TIME timestamp', hint: 'try SET TRANSACTION AS OF SYSTEM TIME'},
	autocommitsBeforeSchemaChanges: false,
	uniqueViolation: ({columns, values, constraint}) => ({
		code: '23505',
		// Every primary key's index is called that.
		message: `duplicate key value (${columns})=(${values}) violates unique constraint "${constraint.endsWith('_pkey') ? 'primary' : constraint}"`,
		routine: 'NewUniquenessConstraintViolationError',
	}),
	checkViolation: ({expression}) => ({code: '23514', message: `failed to satisfy CHECK constraint ${expression}`, routine: 'checkMutationInput'}),
	syntaxError,
	routines: {'42P07': 'NewRelationAlreadyExistsError', '42P01': 'NewUndefinedRelationError', '42704': 'getSessionVar'},
	answers: [
		// PostgreSQL's plans are another engine's. Only this one is recorded.
		{
			pattern: /^explain select 1$/iv,
			columns: ['tree', 'field', 'description'],
			rows: [['', 'distributed', 'false'], ['', 'vectorized', 'false'], ['values', '', ''], ['', 'size', '1 column, 1 row']],
			tag: 'EXPLAIN 4',
		},
	],
};
