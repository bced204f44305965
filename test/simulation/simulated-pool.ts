import {connectionLost, serverError, socketError} from '../support/database-errors.js';
import type {Customer} from './commit-sent.js';
import {SimulatedClient} from './simulated-client.js';
import type {SimulatedServer} from './simulated-server.js';
import type {Refusal} from './weather.js';

const refused = (refusal: Exclude<Refusal, {type: 'cut'}>): Error => {
	if (refusal.type === 'code') {
		return serverError(refusal.code);
	}

	return refusal.type === 'refused' ? socketError('ECONNREFUSED') : new Error('timeout exceeded when trying to connect');
};

/** A pool with the manners of pg's, that watches how its clients are treated. */
export class SimulatedPool {
	refusals = 0;
	readonly #server: SimulatedServer;
	readonly #size: number;
	readonly #clients: SimulatedClient[] = [];
	readonly #idle: SimulatedClient[] = [];
	readonly #waiting: Array<() => void> = [];
	#out = 0;

	constructor(server: SimulatedServer, size: number) {
		this.#server = server;
		this.#size = size;
	}

	/** How many clients are with somebody. */
	get out(): number {
		return this.#clients.filter(({customer}) => customer).length;
	}

	async connect(customer: Customer): Promise<SimulatedClient> {
		customer.connects++;
		while (this.#out >= this.#size) {
			await new Promise<void>(resolve => {
				this.#waiting.push(resolve);
			});
		}

		this.#out++;
		const {clock, weather, log} = this.#server;
		const refusal = weather.refuses();
		try {
			await clock.pass(weather.latency());
			if (refusal && refusal.type !== 'cut') {
				throw refused(refusal);
			}

			const client = this.#idle.pop() ?? this.#open();
			this.#inspect(client);
			if (refusal) {
				client.cut();
			}

			if (refusal?.when === 'during') {
				throw connectionLost();
			}

			client.customer = customer;
			customer.held++;
			log?.(`${customer.name} gets ${client.number}`);
			return client;
		} catch (error) {
			this.refusals++;
			log?.(`${customer.name} gets no client: ${String(error)}`);
			this.#free();
			throw error;
		}
	}

	takeBack(client: SimulatedClient, destroy: boolean): void {
		const {customer} = client;
		this.#server.log?.(`${customer?.name} ${destroy ? 'destroys' : 'gives back'} ${client.number}`);
		if (customer) {
			customer.held--;
		}

		client.customer = undefined;
		this.#free();
		if (destroy) {
			return;
		}

		if (client.status !== 'I' || client.isBusy || client.isLost) {
			this.#server.misuse.push(`a client in status ${client.status} went back to the pool${client.isBusy ? ', busy' : ''}${client.isLost ? ', its connection gone' : ''}`);
		}

		if (client.isInDoubt) {
			this.#server.misuse.push('a client whose COMMIT was not answered went back to the pool');
		}

		if (!client.isLost) {
			this.#idle.push(client);
		}
	}

	/** Takes out an idle client whose connection has ended, as pg's pool does. */
	lost(client: SimulatedClient): void {
		const place = this.#idle.indexOf(client);
		if (place !== -1) {
			this.#idle.splice(place, 1);
		}
	}

	#open(): SimulatedClient {
		const client = new SimulatedClient(this.#server, this, this.#clients.length + 1);
		this.#clients.push(client);
		return client;
	}

	#inspect(client: SimulatedClient): void {
		if (client.customer) {
			this.#server.misuse.push('a client was handed out twice');
		}

		if (client.listenerCount('error') > 0) {
			this.#server.misuse.push('a client came back with somebody still listening to it');
		}
	}

	#free(): void {
		this.#out--;
		this.#waiting.shift()?.();
	}
}
