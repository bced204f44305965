import {once} from 'node:events';
import {Socket} from 'node:net';
import {Duplex} from 'node:stream';

/** One direction of a line: what goes in first comes out first, however long it is held up. */
class Lane {
	readonly #held: Array<{readonly due: number; readonly pass: () => void}> = [];
	#timer: NodeJS.Timeout | undefined;

	/** Lets something pass in `wait` ms, and not before what is ahead of it. */
	send(wait: number, pass: () => void): void {
		if (wait <= 0 && this.#held.length === 0) {
			pass();
			return;
		}

		this.#held.push({due: performance.now() + wait, pass});
		this.#arm();
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#held.length = 0;
	}

	#arm(): void {
		const [first] = this.#held;
		if (!first || this.#timer) {
			return;
		}

		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			this.#held.shift();
			first.pass();
			this.#arm();
		}, Math.max(0, first.due - performance.now()));
	}
}

/**
The line between pg and the server, in the middle of which things can go wrong: it hands bytes on, and can lose them, hold
them up, or end. What is lost here was really sent, and what the server did with it was really done.
*/
export class Wire extends Duplex {
	readonly #socket = new Socket();
	readonly #there = new Lane();
	readonly #back = new Lane();
	#frozenUntil = 0;
	#slowness = {ms: 0, until: 0};
	#losesAnswer = false;

	constructor() {
		super();
		this.#socket.on('connect', () => this.emit('connect'));
		this.#socket.on('error', error => this.destroy(error));
		this.#socket.on('data', chunk => {
			this.#hear(chunk);
		});
		this.#socket.on('end', () => {
			this.#back.send(this.#wait(), () => this.push(null));
		});
		this.#socket.on('close', () => {
			this.#back.send(this.#wait(), () => this.destroy());
		});
	}

	/** As `net.Socket` does; pg calls it with a port and a host, or with the path of a Unix socket. */
	connect(...place: [port: number, host: string] | [path: string]): this {
		if (place.length === 1) {
			this.#socket.connect(place[0]);
		} else {
			this.#socket.connect(...place);
		}

		return this;
	}

	setNoDelay(isSet?: boolean): this {
		this.#socket.setNoDelay(isSet);
		return this;
	}

	setKeepAlive(isSet?: boolean, delay?: number): this {
		this.#socket.setKeepAlive(isSet, delay);
		return this;
	}

	ref(): this {
		this.#socket.ref();
		return this;
	}

	unref(): this {
		this.#socket.unref();
		return this;
	}

	/** The next answer is lost, and the line with it: the server has done what it was asked, and nobody hears of it. */
	loseAnswer(): void {
		this.#losesAnswer = true;
	}

	/** Ends the line on both sides; resolves when whoever listens has heard of it. */
	async cut(): Promise<void> {
		const closed = this.closed ? undefined : once(this, 'close');
		this.destroy();
		await closed;
	}

	/** For `ms` nothing gets through, in either direction; it comes afterwards. */
	freeze(ms: number): void {
		this.#frozenUntil = Math.max(this.#frozenUntil, performance.now() + ms);
	}

	/** For `duration` ms everything takes `ms` longer, in each direction. */
	slow(ms: number, duration: number): void {
		this.#slowness = {ms, until: performance.now() + duration};
	}

	override _read(): void {
		this.#socket.resume();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#there.send(this.#wait(), () => {
			this.#socket.write(chunk, done);
		});
	}

	override _writev(chunks: Array<{chunk: Buffer}>, done: (error?: Error | null) => void): void {
		this._write(Buffer.concat(chunks.map(({chunk}) => chunk)), 'utf8', done);
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#there.send(this.#wait(), () => {
			this.#socket.end(done);
		});
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.#there.close();
		this.#back.close();
		this.#socket.destroy();
		done(error);
	}

	#hear(chunk: Buffer): void {
		if (this.#losesAnswer) {
			void this.cut();
			return;
		}

		this.#back.send(this.#wait(), () => {
			if (!this.push(chunk)) {
				this.#socket.pause();
			}
		});
	}

	#wait(): number {
		const now = performance.now();
		return Math.max(now < this.#slowness.until ? this.#slowness.ms : 0, this.#frozenUntil - now);
	}
}

const wires = new WeakMap<object, Wire>();

/** Says which line a client talks over. */
export const layWire = (client: object, wire: Wire): void => {
	wires.set(client, wire);
};

/** The line that a client talks over, if it was laid here. */
export const wireOf = (client: object): Wire | undefined => wires.get(client);
