import type {Account} from '../../source/bank/bank.js';
import type {BankEvent} from '../../source/bank/events.js';
import type {Failure} from '../../source/transactions/failure.js';
import type {EventOrigin} from '../../source/transactions/events.js';
import {fullJitter} from '../../source/transactions/policies/full-jitter.js';
import type {Effect} from '../../source/store/effects.js';
import type {Message} from '../../source/store/message.js';
import {initialModel, type Making, type Model, type ShownServer} from '../../source/store/model.js';
import {update} from '../../source/store/update.js';

export const making: Making = {
	policy: fullJitter, base: 50, cap: 5000, maxAttempts: 10, isolation: 'serializable', restart: 'begin', rivals: 1, faults: [],
};

export const accounts: readonly Account[] = [
	{id: 'a', owner: 'Ada', balance: 100_000n, opening: 100_000n},
	{id: 'b', owner: 'Ben', balance: 25_000n, opening: 25_000n},
	{id: 'c', owner: 'Cleo', balance: 50_000n, opening: 50_000n},
];

export const read = (at: number, changed: Readonly<Record<string, bigint>> = {}): BankEvent => ({
	type: 'balances-read', at, elapsed: 1, accounts: accounts.map(account => ({...account, balance: changed[account.id] ?? account.balance})),
});

export const shownServer: ShownServer = {
	engine: 'PostgreSQL', version: '18.4', embedded: true, address: '/tmp/x', hosts: 1, isolation: 'serializable', refusedFaults: new Map(),
};

export const connected: Message = {type: 'connected', at: 1, server: shownServer};

export const started: Message = {
	type: 'transfer-started', at: 100, session: 'you', rivals: 1, transfer: {id: 't', from: 'a', to: 'b', cents: 10_000n},
};

export const origin = (attempt: number, at: number): EventOrigin => ({transactionId: 't', session: 'you', attempt, at});

export const conflict: Failure = {
	phase: 'work', verdict: 'retry', code: '40001', message: 'could not serialize access due to concurrent update',
};

/** Folds messages one after the other. */
export const fold = (messages: readonly Message[], from: Model = initialModel(making)): {model: Model; effects: Effect[]} => {
	let model = from;
	const effects: Effect[] = [];
	for (const message of messages) {
		const [next, ...more] = update(model, message);
		model = next;
		effects.push(...more);
	}

	return {model, effects};
};

/** The bank is open and its accounts are known. */
export const open = (): Model => fold([connected, read(2)]).model;
