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
	strike(point: GatePoint, bank: Bank): Promise<void>;
};

/** How long a frozen line stays frozen, in ms. */
const freezeTime = 2000;

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
		async strike({client}, {database: {pool}}) {
			await pool.query('SELECT pg_terminate_backend($1)', [client.processID]);
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
