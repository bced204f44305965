import {auditBank, type Audit} from '../bank/audit.js';
import type {Account, Bank} from '../bank/bank.js';
import type {BankEvent, OnBankEvent} from '../bank/events.js';
import {keepBooks} from '../bank/keep-books.js';
import type {Journal} from '../bank/journal.js';
import {keepJournal} from '../bank/keep-journal.js';
import {makeTransfer} from '../bank/make-transfer.js';
import {formatCents} from '../bank/money.js';
import type {Transfer} from '../bank/transfer.js';
import {connectDatabase, type Database} from '../database/connect.js';
import {isolationInForce} from '../database/isolation-in-force.js';
import type {Settings} from '../settings.js';
import {systemClock} from '../transactions/clock.js';
import {pacedClock, paceGate} from '../transactions/paced-clock.js';
import {seededRandom} from '../transactions/seeded-random.js';
import {auditFinding, auditSegment} from '../ui/audit-words.js';
import {plain, toned} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import {checkOffered} from './check-offered.js';
import {exitCodes} from './exit-codes.js';
import {limitClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {narrate} from './narrate.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {startRecording} from './record.js';
import {createTally} from './tally.js';
import {tellInSentences} from './tell-in-sentences.js';

/** What a command without a screen works with. */
export type PlainRun = {
	readonly database: Database;
	readonly printer: Printer;
	readonly glyphs: Glyphs;
	/** Plain sentences are asked for, and no sign may stand for a word. */
	readonly isSpoken: boolean;
	/** The isolation level that is really in force. */
	readonly inForce: string;
	/** Aborted by the signals that end a program. */
	readonly signal: AbortSignal;
	/** Makes a transfer and tells of it. Throws what became of it. */
	send(bank: Bank, transfer: Transfer, accounts: readonly Account[], rivals: {readonly count: number; readonly pay?: string}): Promise<void>;
	/** Audits, says what it found, prints the summary. `problem` is what the transfer ended with, if it did not commit. */
	conclude(bank: Bank, problem: unknown): Promise<Audit>;
};

/** Sets up what a plain command needs, runs it, and clears up whatever happens. Resolves to the exit code. */
export const runPlainly = async (command: string, settings: Settings, work: (run: PlainRun) => Promise<number>): Promise<number> => {
	const {url, policy, base, cap, maxAttempts, isolation, restart, timeout, statementTimeout, poolTimeout, seed, pace, fault, json, verbose, accessible} = settings;
	const {signal, code} = listenForSignals();
	const {glyphs, theme} = lookFor(settings);
	const recorder = startRecording(command, settings, message => {
		printer.say([toned('waiting', message)]);
	});
	const printer: Printer = createPrinter(json, recorder, theme);
	const clock = pacedClock({...systemClock, ...(seed !== undefined && {random: seededRandom(seed)})}, pace);
	const tally = createTally();
	const {hear, books} = keepBooks();
	let database: Database | undefined;
	let journal: Journal | undefined;
	try {
		const connected = await connectDatabase({url, statementTimeout, poolTimeout, signal});
		database = connected;
		limitClearing(signal, connected);
		checkOffered(settings, connected.server);
		const {engine, version, embedded, address} = connected.server;
		const inForce = await isolationInForce(connected, isolation);
		recorder?.begin({engine: engine.title, version, embedded, address});
		return await work({
			database: connected,
			printer,
			glyphs,
			isSpoken: accessible,
			inForce,
			signal,
			async send(bank, transfer, accounts, rivals) {
				const owner = (id: string) => accounts.find(account => account.id === id)?.owner ?? id;
				const making = {policy, base, cap, maxAttempts, isolation: connected.server.engine.onlyLevel ?? isolation, restart, rivals: rivals.count, faults: fault};
				const inSentences = accessible ? tellInSentences(accounts, making, {server: connected.server, inForce}, verbose) : undefined;
				const narrated = {transactionId: transfer.id, glyphs, verbose, namesServers: connected.server.hosts > 1, inForce, owner};
				const onEvent: OnBankEvent = event => {
					tally.count(event);
					hear(event);
					printer.tell(event);
					const line = inSentences ? undefined : narrate(event, narrated);
					for (const each of inSentences?.(event).map(text => [plain(text)]) ?? (line ? [line] : [])) {
						printer.say(each);
					}
				};

				journal ??= await keepJournal(bank, onEvent, signal);
				await makeTransfer(bank, transfer, {
					journal,
					...making, clock, signal, onEvent,
					deadline: timeout, gate: paceGate(clock, {holding: connected.server.engine.holding}), rivalsPay: rivals.pay, isRepeated: transfer.id === settings.id,
				});
			},
			async conclude(bank, problem) {
				const isCommitted = problem === undefined;
				const asked = Date.now();
				const audit = await auditBank(bank, books()).catch((error: unknown) => {
					// What the transfer ended with says more than that the server is still gone.
					if (isCommitted) {
						throw error;
					}
				});
				if (!audit) {
					printer.say([toned('waiting', `${accessible ? '' : `${glyphs.unknown} `}The balances can't be read just now.`)]);
					printer.tell(tally.summary({command, ok: false, server: connected.server}));
					throw problem;
				}

				const at = Date.now();
				printer.tell({type: 'audited', at, audit, elapsed: at - asked} satisfies BankEvent);
				const total = formatCents(audit.total);
				printer.say(accessible
					? [plain(`${total} in all: ${auditFinding(audit).words}.`)]
					: [plain(`${glyphs.sum} ${total} `), auditSegment(audit, glyphs)]);
				printer.tell(tally.summary({command, audit, ok: isCommitted && audit.conserved, server: connected.server}));
				return audit;
			},
		});
	} catch (error) {
		return sayInterrupted(error, code(), printer);
	} finally {
		journal?.close();
		recorder?.close();
		await database?.close();
	}
};

/** The exit code of a transfer that came to an end: throws what it ended with, says when the books don't balance. */
export const codeAfter = (audit: Audit, problem: unknown): number => {
	if (problem instanceof Error) {
		throw problem;
	}

	return audit.conserved ? exitCodes.done : exitCodes.invariantBroken;
};
