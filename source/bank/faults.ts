import {wireOf} from '../database/wire.js';
import type {Gate, GatePoint} from '../transactions/gate.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';

/** Something that can be made to go wrong, for real, with the next transfer. */
export type Fault = {
	readonly name: string;
	readonly title: string;
	/** What happens, and what is to be seen. */
	readonly help: string;
	/** It strikes when this statement is about to be sent. */
	readonly at: string;
	/** Only a server of our own can be treated like that. */
	readonly isEmbeddedOnly?: true;
	strike(point: GatePoint, bank: Bank): Promise<void>;
};

/** How long a frozen line stays frozen, in ms. */
const freezeTime = 2000;
/** How much longer a slow line takes, and for how long, in ms. */
const slowness = 50;
const slowTime = 3000;

/** Resolves when the line has ended: what is done to a session, it learns a moment later, and then in the server's words. */
const untilEnded = async ({client, signal}: GatePoint): Promise<void> => {
	const wire = wireOf(client);
	if (!wire || wire.closed) {
		return;
	}

	const {promise, resolve} = Promise.withResolvers<void>();
	const stop = () => {
		resolve();
	};

	wire.once('close', stop);
	signal.addEventListener('abort', stop, {once: true});
	await promise;
};

export const faults: readonly Fault[] = [
	{
		name: 'lose-commit',
		title: 'lose the answer to COMMIT',
		help: 'the server commits; we never hear',
		at: 'commit',
		async strike({client}) {
			wireOf(client)?.loseAnswer();
		},
	},
	{
		name: 'cut',
		title: 'cut the line before COMMIT',
		help: 'rolled back, and we know that it is',
		at: 'commit',
		async strike({client}) {
			await wireOf(client)?.cut();
		},
	},
	{
		name: 'end-session',
		title: 'end the session from another one',
		help: 'as an administrator would: 57P01',
		at: 'debit',
		async strike(point, {database: {pool}}) {
			const ended = untilEnded(point);
			await pool.query('SELECT pg_terminate_backend($1)', [point.client.processID]);
			await ended;
		},
	},
	{
		name: 'freeze',
		title: 'freeze the line for two seconds',
		help: 'nothing gets through, then all of it',
		at: 'debit',
		async strike({client}) {
			wireOf(client)?.freeze(freezeTime);
		},
	},
	{
		name: 'latency',
		title: 'a slow line for three seconds',
		help: '50 ms more, each way',
		at: 'begin',
		async strike({client}) {
			wireOf(client)?.slow(slowness, slowTime);
		},
	},
	{
		name: 'restart',
		title: 'kill the server before COMMIT',
		help: 'it comes back, and has lost nothing',
		at: 'commit',
		isEmbeddedOnly: true,
		async strike(point, {database: {crash}}) {
			const ended = untilEnded(point);
			await crash?.();
			await ended;
		},
	},
];

/** Lets each of the faults strike once, in the order in which they are given: the next one only after the one before. */
export const faultGate = (bank: Bank, asked: readonly Fault[], onEvent?: OnBankEvent): Gate => {
	const armed = [...asked];
	return async point => {
		const [fault] = armed;
		if (fault === undefined || fault.at !== point.statement.label) {
			return;
		}

		armed.shift();
		const {transactionId, attempt} = point;
		onEvent?.({type: 'fault-injected', at: Date.now(), transactionId, attempt, fault: fault.name, title: fault.title});
		await fault.strike(point, bank);
	};
};
