import type {ServerSessions} from '../database/sessions/sessions.js';
import type {TransactionEvent} from '../transactions/events.js';
import type {Audit} from './audit.js';
import type {Account} from './bank.js';
import type {Refusal} from './refusal.js';
import type {Settled} from './settle-left-over.js';
import type {Transfer} from './transfer.js';

/** What the bank tells of itself; `at` is milliseconds since 1970. The transaction's id is its transfer's. */
export type BankEvent = {readonly at: number} & (
	/** Somebody asked for a transfer; nothing has been sent yet. `rivals` attempts will meet a rival. */
	| {readonly type: 'transfer-started'; readonly session: string; readonly transfer: Transfer; readonly rivals: number}
	/** The bank said no, after the transaction had been rolled back. */
	| {readonly type: 'transfer-refused'; readonly transactionId: string; readonly refusal: Refusal}
	/** The transfer, by its id, had been made before; nothing was moved now. */
	| {readonly type: 'transfer-repeated'; readonly transactionId: string; readonly madeAt: Date}
	/** A rival is about to start its own transaction; `transactionId` and `attempt` are those that it competes with. */
	| {readonly type: 'rival-sent'; readonly transactionId: string; readonly attempt: number; readonly transfer: Transfer}
	/** A fault that somebody asked for is about to strike an attempt. */
	| {readonly type: 'fault-injected'; readonly transactionId: string; readonly attempt: number; readonly fault: string; readonly title: string}
	/** What earlier programs had left open in this bank was looked into; nothing was made anew. */
	| {readonly type: 'journal-settled'; readonly settled: readonly Settled[]}
	/** This program's journal can't be written: what is cut off can't be settled by a later one. */
	| {readonly type: 'journal-failed'; readonly message: string}
	/** All balances were read, in `elapsed` ms. */
	| {readonly type: 'balances-read'; readonly accounts: readonly Account[]; readonly elapsed: number}
	/** Somebody looks, and the server told who is there of the bank's programs and who waits for whom. */
	| ({readonly type: 'sessions-read'} & ServerSessions)
	/** Balances and ledger were compared, in `elapsed` ms. */
	| {readonly type: 'audited'; readonly audit: Audit; readonly elapsed: number}
	/** The balances could not be read; a wait of `delay` ms begins, and then they are asked for again, until `balances-read` comes. */
	| {readonly type: 'balances-lost'; readonly message: string; readonly code?: string; readonly delay: number}
);

export type OnBankEvent = (event: BankEvent | TransactionEvent) => void;
