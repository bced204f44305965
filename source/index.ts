export {runTransaction, type TransactionOptions} from './transactions/run-transaction.js';
export type {Transaction, Work} from './transactions/attempt.js';
export type {Finding, Settle} from './transactions/settle.js';
export {systemClock, type Clock} from './transactions/clock.js';
export {
	TransactionError, TransactionFailedError, RetriesExhaustedError, TransactionAbortedError, OutcomeUnknownError,
} from './transactions/errors.js';
export type {TransactionEvent, EventOrigin, GaveUpReason, OnEvent} from './transactions/events.js';
export type {Failure, Phase, Verdict} from './transactions/failure.js';
export {inTurn, type Gate, type GatePoint} from './transactions/gate.js';
export {isolationLevels, type IsolationLevel} from './transactions/isolation.js';
export {restartModes, type RestartMode} from './transactions/restart.js';
export {classify} from './transactions/classify.js';
export {policies} from './transactions/policies/index.js';
export {none} from './transactions/policies/none.js';
export {constant} from './transactions/policies/constant.js';
export {exponential} from './transactions/policies/exponential.js';
export {equalJitter} from './transactions/policies/equal-jitter.js';
export {fullJitter} from './transactions/policies/full-jitter.js';
export {decorrelatedJitter} from './transactions/policies/decorrelated-jitter.js';
export type {BackoffInput, BackoffPolicy} from './transactions/policies/policy.js';
export type {TransactionClient, TransactionPool} from './transactions/pool.js';
export type {QueryConfig, QueryResult, Row, Statement} from './transactions/statement.js';
