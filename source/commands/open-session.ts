import {accountsInView} from '../bank/accounts-in-view.js';
import {auditBank, type Audit} from '../bank/audit.js';
import type {BankEvent} from '../bank/events.js';
import {faultRefusal, faults} from '../bank/faults.js';
import {keepBooks} from '../bank/keep-books.js';
import {keepJournal} from '../bank/keep-journal.js';
import {makeTransfer} from '../bank/make-transfer.js';
import {openBank} from '../bank/open-bank.js';
import type {Transfer} from '../bank/transfer.js';
import {watchSessions} from '../bank/watch-sessions.js';
import {watchBank} from '../bank/watch.js';
import {connectDatabase, type Database} from '../database/connect.js';
import {isolationInForce} from '../database/isolation-in-force.js';
import {within} from '../database/within.js';
import type {Settings} from '../settings.js';
import type {Message} from '../store/message.js';
import {planOf} from '../store/making.js';
import type {ConnectingStage, Making} from '../store/model.js';
import type {TransactionEvent} from '../transactions/events.js';
import {paceGate, type PacedClock} from '../transactions/paced-clock.js';
import {checkOffered} from './check-offered.js';

/** What an open bank can be asked for. Everything that comes of it is dispatched as messages. */
export type OpenBank = {
	/** Makes a transfer; resolves when it is over, whatever became of it. */
	send(transfer: Transfer, making: Making, signal: AbortSignal): Promise<void>;
	/** Reads the balances now. */
	look(): void;
	/** Audits now. */
	conclude(): Promise<Audit>;
	/** Reads who waits for whom, until the signal is aborted. */
	watchSessions(signal: AbortSignal): void;
};

export type BankSession = {
	/** Rejects with what kept the bank from opening. */
	readonly opened: Promise<OpenBank>;
	/** Closes everything, in 2 s at most. Before that it audits once more if it is asked to, and resolves to what that found, if it was done in time. */
	close(isAudited: boolean): Promise<Audit | undefined>;
};

type SessionInput = {
	readonly settings: Settings;
	readonly clock: PacedClock;
	dispatch(message: Message): void;
	/** Ends the watching, and the opening while it lasts. */
	readonly signal: AbortSignal;
};

/** How long closing waits for an opening or for transfers that have not come to an end, and then for the last audit, in ms. */
const openingLimit = 500;

/** Brings the screen and the bank together: opens the bank, watches it, and makes the transfers. */
export const openSession = ({settings, clock, dispatch, signal}: SessionInput): BankSession => {
	const {url, schema, accounts, isolation, timeout, statementTimeout, poolTimeout, policy, base, cap} = settings;
	const {hear: note, books} = keepBooks();
	let database: Database | undefined;
	let endJournal = () => undefined as void;
	const transfers = new Set<Promise<void>>();

	const hear = (message: BankEvent | TransactionEvent) => {
		note(message);
		dispatch(message);
	};

	const open = async (): Promise<OpenBank> => {
		const tell = (doing: ConnectingStage) => {
			dispatch({type: 'connecting', at: clock.now(), doing});
		};

		const connected = await connectDatabase({url, statementTimeout, poolTimeout, signal, onStage: tell});
		database = connected;
		checkOffered(settings, connected.server);
		tell('opening');
		const {bank} = await openBank(connected, {schema, accounts});
		const journal = await keepJournal(bank, hear, signal);
		endJournal = () => {
			journal.close();
		};

		const {engine, version, embedded, hosts} = connected.server;
		const refusedFaults = new Map(faults.flatMap(fault => {
			const why = faultRefusal(fault, connected.server);
			return why === undefined ? [] : [[fault.name, why] as const];
		}));
		const inForce = await isolationInForce(connected, isolation);
		let shown: string | undefined;
		/** Says which server it is, and says it again when another host has taken over. */
		const tellServing = () => {
			const address = connected.serving();
			if (address === shown) {
				return;
			}

			shown = address;
			dispatch({type: 'connected', at: clock.now(), server: {engine: engine.title, version, embedded, address, hosts, isolation: inForce, refusedFaults}});
		};

		tellServing();
		const inView = await accountsInView(bank);
		const {look} = watchBank(bank, {
			signal,
			...(inView && {accounts: () => inView}),
			books,
			backoff: {policy, base, cap},
			onEvent(event) {
				tellServing();
				hear(event);
			},
		});
		const gate = paceGate(clock, {
			holding: engine.holding,
			onHeld({transactionId, session, attempt, statement}) {
				dispatch({type: 'statement-held', at: clock.now(), transactionId, session, attempt, statement});
			},
		});
		return {
			look,
			conclude: async () => auditBank(bank, books()),
			watchSessions(looking) {
				void watchSessions(bank, {signal: AbortSignal.any([signal, looking]), onEvent: dispatch});
			},
			async send(transfer, making, cancelled) {
				dispatch({type: 'making-set', at: clock.now(), making: planOf(making)});
				const made = makeTransfer(bank, transfer, {
					...making, isolation: engine.onlyLevel ?? making.isolation, deadline: timeout, clock, gate, rivalsGate: gate, signal: cancelled, onEvent: hear, journal,
				}).then(() => undefined, () => undefined);
				transfers.add(made);
				await made;
				transfers.delete(made);
			},
		};
	};

	const opened = open();
	return {
		opened,
		async close(isAudited) {
			await within(Promise.allSettled([opened, ...transfers]), openingLimit);
			endJournal();
			// Whoever can't audit just now has nothing to say.
			const audit = isAudited ? await within(opened.then(async ({conclude}) => conclude()).catch(() => undefined), openingLimit) : undefined;
			await database?.close();
			return audit;
		},
	};
};
