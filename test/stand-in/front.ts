import {Buffer} from 'node:buffer';
import {connect, type Socket} from 'node:net';
import {Backend, socketIn, type Request} from './backend.js';
import type {Cluster} from './cluster.js';
import {encode, int32, MessageReader, readPairs, readText, writeError, type Message} from './messages.js';
import type {Persona, Refusal} from './persona.js';
import {Session, sessionSettings, type Reply} from './session.js';
import {emptySearchPath, pathIn, searchPath} from './shadow.js';
import {readStatements, type Statement} from './statement.js';

const codes = {cancel: 80_877_102, tls: 80_877_103, gss: 80_877_104, version3: 196_608};

/** Messages of an extended query are kept until one of these. */
const endings = new Set(['S', 'Q', 'X']);

const deallocated = /^deallocate\s+(?:prepare\s+)?"?(?<name>[^";]+)"?$/iv;

/** What an extended query has come to so far. */
type Portal = {request: Request; isDescribed: boolean};

export type Heard = (statement: string) => void;

/** One client's connection: takes its messages apart, lets the session answer, and puts the answers together. */
export class Front {
	#session: Session | undefined;
	readonly #reader = new MessageReader(true);
	readonly #prepared = new Map<string, {readonly sql: string; readonly types: Buffer}>();
	/** Messages up to the next Sync. */
	#batch: Message[] = [];
	#work = Promise.resolve();

	readonly #socket: Socket;
	readonly #persona: Persona;
	readonly #cluster: Cluster;
	readonly #node: number;
	readonly #onStatement: Heard;

	constructor(socket: Socket, {persona, cluster, node}: {readonly persona: Persona; readonly cluster: Cluster; readonly node: number}, onStatement: Heard) {
		this.#socket = socket;
		this.#persona = persona;
		this.#cluster = cluster;
		this.#node = node;
		this.#onStatement = onStatement;
		socket.on('error', () => undefined);
		socket.on('close', () => {
			this.#session?.end();
		});
		socket.on('data', chunk => {
			this.#reader.push(chunk);
			this.#read();
		});
	}

	#read(): void {
		for (let message = this.#reader.next(); message; message = this.#reader.next()) {
			if (message.type === '') {
				this.#start(message);
				continue;
			}

			this.#batch.push(message);
			if (!endings.has(message.type)) {
				continue;
			}

			const batch = this.#batch;
			this.#batch = [];
			// One after the other, however many the client sends without waiting.
			this.#work = this.#work.then(async () => this.#serve(batch)).catch((error: unknown) => {
				this.#refuse({code: 'XX000', message: `the stand-in itself failed: ${String(error)}`});
			});
		}
	}

	#send(...parts: readonly Buffer[]): void {
		if (!this.#socket.destroyed) {
			this.#socket.write(Buffer.concat(parts));
		}
	}

	#start({body}: Message): void {
		const code = body.readInt32BE(0);
		if (code === codes.tls || code === codes.gss) {
			this.#send(Buffer.from('N'));
			return;
		}

		if (code === codes.cancel) {
			this.#cancel(body);
			return;
		}

		this.#reader.isStarting = false;
		if (code !== codes.version3) {
			this.#refuse({code: '08P01', message: `unknown protocol version ${code}`});
			return;
		}

		this.#work = this.#logIn(readPairs(body, 4));
	}

	/** Hands a CancelRequest on, where this version listens to any. */
	#cancel(body: Buffer): void {
		if (!this.#persona.hearsCancelRequests) {
			this.#socket.end();
			return;
		}

		const behind = connect(socketIn(this.#cluster.place), () => {
			behind.end(encode('', body));
		});
		behind.on('error', () => undefined);
		behind.on('close', () => {
			this.#socket.end();
		});
		behind.resume();
	}

	#refuse(refusal: Refusal): void {
		this.#send(writeError({severity: 'ERROR', ...refusal}));
		this.#socket.end();
	}

	async #logIn(parameters: ReadonlyMap<string, string>): Promise<void> {
		const [persona, cluster] = [this.#persona, this.#cluster];
		const user = parameters.get('user') ?? '';
		const database = parameters.get('database') ?? user;
		if (!persona.users.includes(user)) {
			this.#refuse(persona.unknownUser(user));
			return;
		}

		const isItsOwn = persona.databases.includes(database);
		const isKnown = isItsOwn || await cluster.hasDatabase(database);
		const refusal = isKnown ? undefined : persona.unknownDatabase?.(database);
		if (refusal) {
			this.#refuse(refusal);
			return;
		}

		const name = parameters.get('application_name') ?? '';
		const {backend, error} = await Backend.open(cluster.place, {
			...sessionSettings,
			search_path: isItsOwn ? searchPath : (isKnown ? pathIn(database) : emptySearchPath),
			application_name: name,
			client_min_messages: 'error',
			// Whoever is no administrator is somebody at PostgreSQL, too, and may do there what they may do here.
			...(user !== 'root' && {role: user}),
		}, () => {
			this.#socket.destroy();
		});
		if (error) {
			this.#refuse(error);
			return;
		}

		if (this.#socket.destroyed) {
			backend.end();
			return;
		}

		const session = new Session({persona, cluster, backend}, {
			user,
			node: this.#node,
			name,
			onCancelled: () => {
				// Without a word: that is how its client hears of it.
				session.end();
				this.#socket.destroy();
			},
		});
		this.#session = session;
		const {processId, secretKey} = backend;
		this.#send(
			encode('R', int32(0)),
			...Object.entries({...persona.parameterStatus, application_name: name, crdb_version: persona.version}).map(pair => encode('S', ...pair)),
			...(persona.hearsCancelRequests ? [encode('K', int32(processId), int32(secretKey))] : []),
			encode('Z', Buffer.from(session.status)),
		);
	}

	async #serve(batch: readonly Message[]): Promise<void> {
		const session = this.#session;
		if (!session) {
			return;
		}

		const last = batch.at(-1);
		if (last?.type === 'X') {
			this.#socket.end();
			return;
		}

		await (last?.type === 'Q' ? this.#simple(session, readText(last.body).text) : this.#extended(session, batch));
		this.#send(encode('Z', Buffer.from(session.status)));
	}

	async #simple(session: Session, text: string): Promise<void> {
		for (const statement of readStatements(text)) {
			const reply = statement.kind === 'empty' ? {rows: []} : await this.#execute(session, statement, {sql: statement.sql});
			this.#send(...reply.description ? [reply.description] : [], ...this.#outcome(reply));
			if (reply.error) {
				return;
			}
		}
	}

	/** Parse, Bind, Describe, Execute, Close: as pg sends them, which describes portals and fetches all rows at once. */
	async #extended(session: Session, batch: readonly Message[]): Promise<void> {
		const portal: Portal = {request: {sql: ''}, isDescribed: false};
		for (const message of batch) {
			if (!await this.#step(session, portal, message)) {
				// What follows an error is skipped up to the Sync.
				return;
			}
		}
	}

	/** One message of an extended query. Resolves to whether the next one counts. */
	async #step(session: Session, portal: Portal, {type, body}: Message): Promise<boolean> {
		switch (type) {
			case 'P': {
				const name = readText(body);
				const sql = readText(body, name.end);
				this.#prepared.set(name.text, {sql: sql.text, types: Buffer.from(body.subarray(sql.end))});
				this.#send(encode('1'));
				return true;
			}

			case 'B': {
				const name = readText(body, readText(body).end);
				const prepared = this.#prepared.get(name.text);
				if (!prepared) {
					this.#send(writeError({severity: 'ERROR', code: '26000', message: `unknown prepared statement "${name.text}"`}));
					return false;
				}

				portal.request = {sql: prepared.sql, extended: {types: prepared.types, bind: Buffer.from(body.subarray(name.end))}};
				this.#send(encode('2'));
				return true;
			}

			case 'D': {
				portal.isDescribed = true;
				return true;
			}

			case 'E': {
				const reply = await this.#executePortal(session, portal.request);
				this.#send(...portal.isDescribed && !reply.error ? [reply.description ?? encode('n')] : [], ...this.#outcome(reply));
				return reply.error === undefined;
			}

			case 'C': {
				this.#prepared.delete(readText(body, 1).text);
				this.#send(encode('3'));
				return true;
			}

			default: {
				return true;
			}
		}
	}

	async #executePortal(session: Session, request: Request): Promise<Reply> {
		const [statement] = readStatements(request.sql);
		return statement && statement.kind !== 'empty' ? this.#execute(session, statement, {...request, sql: statement.sql}) : {rows: []};
	}

	async #execute(session: Session, statement: Statement, request: Request): Promise<Reply> {
		this.#onStatement(statement.sql);
		const forgotten = deallocated.exec(statement.sql)?.groups?.['name'];
		return forgotten === undefined || session.status === 'E' ? session.execute(statement, request) : this.#deallocate(forgotten);
	}

	/** Named statements are kept here, so PostgreSQL knows nothing of them. */
	#deallocate(name: string): Reply {
		return this.#prepared.delete(name)
			? {rows: [], tag: 'DEALLOCATE'}
			: {rows: [], error: {severity: 'ERROR', code: '26000', message: `prepared statement "${name}" does not exist`}};
	}

	#outcome({rows, tag, error, parameterStatus, warning}: Reply): Buffer[] {
		return error
			? [writeError(error)]
			: [
				...rows,
				...(warning ? [writeError(warning, 'N')] : []),
				...(parameterStatus ? [encode('S', ...parameterStatus)] : []),
				tag === undefined ? encode('I') : encode('C', tag),
			];
	}
}
