import type {OnBankEvent} from '../../source/bank/events.js';
import type {TransactionEvent} from '../../source/transactions/events.js';
import type {Verdict} from '../../source/transactions/failure.js';
import type {Transfer} from '../../source/bank/transfer.js';
import type {Known} from '../torture/check.js';
import {leavesInDoubt} from './answer.js';
import type {CommitSent, Customer} from './commit-sent.js';
import type {Ask} from './plan.js';
import type {Log} from './simulated-server.js';

type BankEvent = Parameters<OnBankEvent>[0];

const isOfTransaction = (event: BankEvent): event is TransactionEvent => 'attempt' in event && 'session' in event;

const detail = (event: TransactionEvent): string => {
	switch (event.type) {
		case 'statement-failed':
		case 'attempt-failed':
		case 'outcome-unknown': {
			return `${event.failure.code ?? event.failure.message} ${event.failure.verdict}`;
		}

		case 'backoff-started': {
			return `${event.delay.toFixed(3)} of ${event.ceiling.toFixed(3)} ${event.policy}`;
		}

		case 'outcome-resolved': {
			return String(event.committed);
		}

		case 'gave-up': {
			return event.reason;
		}

		case 'attempt-started':
		case 'connection-acquired':
		case 'statement-sent':
		case 'statement-finished':
		case 'committed': {
			return '';
		}
	}
};

/** The codes that an attempt is to be made again for. */
const retried = new Set(['40001', '40P01', '53300', '57P01', '57P03', 'ECONNREFUSED']);

/** A transaction is not to be given up before its time, nor tried more often than asked. */
const wrongEnd = ({name, options: {maxAttempts = 10}}: Ask, {reason, attempt, failure}: Extract<TransactionEvent, {type: 'gave-up'}>): string[] => [
	...(reason === 'final' && retried.has(failure?.code ?? '') ? [`${name} was given up for good after ${failure?.code}`] : []),
	...(reason === 'attempts' && attempt < maxAttempts ? [`${name} was given up in attempt ${attempt} of ${maxAttempts}`] : []),
];

/** One asking for one transfer: what was told of it, and what of that is wrong in itself. */
export class Asking implements Customer {
	readonly ask: Ask;
	/** The transfer was known to be made when it was asked for. */
	readonly isMadeAlready: boolean;
	readonly wrong: string[] = [];
	readonly commits: CommitSent[] = [];
	/** Transfers of its rivals, and what was told of them. */
	readonly rivals = new Map<string, {readonly transfer: Transfer; known: Known; isOver: boolean}>();
	/** Events by type, and errors by code. */
	readonly counts = new Map<string, number>();
	/** How the attempts of its own transaction failed, in turn. */
	readonly failures: Array<{readonly attempt: number; readonly verdict: Verdict}> = [];
	held = 0;
	connects = 0;
	known: Known | undefined;
	isRefused = false;
	/** It was told that its id is there already. */
	isTaken = false;
	/** It was told that this very asking made it. */
	isMadeNow = false;
	readonly #log: Log | undefined;
	readonly #ends: string[] = [];
	#last = '';
	/** What it had asked of the pool and of the server when its transaction ended. */
	#atEnd = {connects: 0, commits: 0};

	constructor(ask: Ask, isMadeAlready: boolean, log: Log | undefined) {
		this.ask = ask;
		this.isMadeAlready = isMadeAlready;
		this.#log = log;
	}

	/** How its transaction ended: `committed`, or why it was given up. */
	get ending(): string {
		return this.#ends.join(', ');
	}

	get name(): string {
		return this.ask.name;
	}

	/** Its own transaction was in doubt at some time. */
	get wasInDoubt(): boolean {
		return this.ask.isWatched ? this.counts.has('outcome-unknown') : this.#isRightlyInDoubt;
	}

	/** It was told no, which may be only because the transfer has been made already. */
	get isTurnedDown(): boolean {
		return this.isRefused || (this.known === 'not-made' && (this.isTaken || this.counts.has('23505')));
	}

	/** What came of looking into the ledger again, once the transaction was given up. */
	get lookedAgain(): 'never' | 'in vain' | 'answered' {
		if (!this.ask.isWatched) {
			// Nobody heard when it was given up. Who is turned down has committed nothing but a look.
			const last = this.commits.at(-1);
			return last?.isAnswered && last.hasCommitted && !last.hasWritten ? 'answered' : 'in vain';
		}

		if (this.connects === this.#atEnd.connects) {
			return 'never';
		}

		return this.commits.slice(this.#atEnd.commits).some(({isAnswered, hasCommitted}) => isAnswered && hasCommitted) ? 'answered' : 'in vain';
	}

	readonly hear: OnBankEvent = event => {
		if (event.type === 'rival-sent') {
			this.rivals.set(event.transfer.id, {transfer: event.transfer, known: 'unknown', isOver: false});
		}

		if (!isOfTransaction(event)) {
			return;
		}

		const {type, transactionId} = event;
		this.#log?.(`${this.name}: ${event.session} ${event.attempt} ${type} ${detail(event)}`);
		const rival = this.rivals.get(transactionId);
		if (rival) {
			if (type === 'committed') {
				rival.known = 'committed';
			} else if (type === 'gave-up' && event.reason !== 'unknown') {
				rival.known = 'not-made';
			}

			rival.isOver ||= type === 'committed' || type === 'gave-up';
			return;
		}

		this.#count(type);
		if (type === 'attempt-failed') {
			this.#count(event.failure.code ?? 'no code');
			this.failures.push({attempt: event.attempt, verdict: event.failure.verdict});
		}

		if (type === 'backoff-started' && this.held > 0) {
			this.wrong.push(`${this.name} holds a client while it waits`);
		}

		if (type === 'outcome-unknown' && !this.#isRightlyInDoubt) {
			this.wrong.push(`${this.name} was told that its outcome is unknown, and no COMMIT of it was lost`);
		}

		if (type === 'committed') {
			this.#ends.push(type);
		} else if (type === 'gave-up') {
			this.#ends.push(event.reason);
			this.#atEnd = {connects: this.connects, commits: this.commits.length};
			this.wrong.push(...wrongEnd(this.ask, event));
		}

		this.#last = type;
	};

	/** It is over. `how` is what was returned or thrown. */
	end(known: Known, how: string): void {
		const {name} = this;
		this.#log?.(`${name}: ${known} ${how}`);
		this.known = known;
		this.isMadeNow = how === 'made';
		if (known === 'unknown' && !this.#isRightlyInDoubt) {
			this.wrong.push(`${name} was reported as unknown, and no COMMIT of it was lost`);
		}

		// A rival of somebody who was cancelled or ran out of time is cancelled too, and takes a moment to end.
		if (this.held > this.#rivalsAtWork) {
			this.wrong.push(`${name} is over and has ${this.held} clients`);
		}

		if (this.ask.isWatched) {
			this.#checkHeard();
		}
	}

	/** What was told at the end against what was heard. */
	#checkHeard(): void {
		const {name, known} = this;
		const [end = ''] = this.#ends;
		if (this.#ends.length !== 1 || (this.#last !== 'committed' && this.#last !== 'gave-up')) {
			this.wrong.push(`${name} ended ${this.#ends.length} times, last with ${this.#last}`);
		}

		if (this.isMadeNow && end !== 'committed') {
			this.wrong.push(`${name} was reported as made now, and its events say ${end}`);
		}

		if ((known === 'unknown') !== (end === 'unknown')) {
			this.wrong.push(`${name} was reported as ${known}, and its events say ${end}`);
		}
	}

	/** A COMMIT was lost, or the server itself has said that it can't tell. */
	get #isRightlyInDoubt(): boolean {
		return this.commits.some(({isAnswered}) => !isAnswered) || [...leavesInDoubt].some(code => this.counts.has(code));
	}

	get #rivalsAtWork(): number {
		return this.rivals.values().filter(({isOver}) => !isOver).toArray().length;
	}

	#count(what: string): void {
		this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
	}
}
