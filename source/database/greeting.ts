import pg from 'pg';

/** What a server says of itself, unasked, when it lets a connection in: its parameters, by their names. */
export type Greeting = ReadonlyMap<string, string>;

const greetings = new WeakMap<object, Greeting>();

const isStatus = (message: unknown): message is {readonly parameterName: string; readonly parameterValue: string} =>
	typeof message === 'object' && message !== null && 'parameterName' in message && 'parameterValue' in message;

/**
Listens to what a server says at the start of a connection. To be called before the client connects: nobody else keeps it.

Source: PostgreSQL documentation, "Frontend/Backend Protocol", Start-up and ParameterStatus.
*/
export const hearGreeting = (client: pg.Client): void => {
	const said = new Map<string, string>();
	greetings.set(client, said);
	client.connection.on('parameterStatus', (message: unknown) => {
		if (isStatus(message)) {
			said.set(message.parameterName, message.parameterValue);
		}
	});
};

const silence: Greeting = new Map();

/** What the server said to this client; nothing where nobody listened. */
export const greetingOf = (client: object): Greeting => greetings.get(client) ?? silence;

/** A client of pg's that listens to the greeting. */
export class GreetedClient extends pg.Client {
	constructor(config?: string | pg.ClientConfig) {
		super(config);
		hearGreeting(this);
	}
}
