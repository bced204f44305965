import type {Account} from '../bank/bank.js';
import type {BankEvent} from '../bank/events.js';
import type {ServerIdentity} from '../database/identify-server.js';
import {initialModel, type Making, type Model} from '../store/model.js';
import {update} from '../store/update.js';
import type {TransactionEvent} from '../transactions/events.js';
import {sentencesOf} from '../ui/sentences/sentences.js';

/** A server, and the isolation level that it really has for the one that was asked for. */
type Answering = {readonly server: ServerIdentity; readonly inForce: string};

/** Tells a transfer's events in plain sentences, without signs: the same that the bank says with --accessible. */
export const tellInSentences = (accounts: readonly Account[], making: Making, {server, inForce}: Answering, isVerbose: boolean) => {
	const {engine, version, embedded, address, hosts} = server;
	let model: Model = {
		...initialModel(making),
		connection: {
			type: 'connected',
			server: {engine: engine.title, version, embedded, address, hosts, isolation: inForce, refusedFaults: new Map()},
		},
		accounts: accounts.map(({id, owner, balance}) => ({id, owner, balance, change: 0n, changedAt: 0})),
	};
	return (event: BankEvent | TransactionEvent): string[] => {
		const before = model;
		[model] = update(model, event);
		return sentencesOf(event, before, model, isVerbose);
	};
};
