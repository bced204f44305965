import type {Unreadable} from '../store/model.js';
import type {Loss} from '../transactions/lost-server.js';
import {formatMs} from './format.js';
import {toned, type Segment} from './line.js';
import type {Glyphs} from './theme.js';

const down = 'the server is down: nobody listens there';
const silent = 'the server does not answer';
const ended = 'the connection ended';

/** What keeps the balances from being read, by SQLSTATE or Node's code. */
const byCode: ReadonlyMap<string | undefined, string> = new Map([
	['ECONNREFUSED', down],
	['ENOENT', down],
	['ECONNRESET', ended],
	['EPIPE', ended],
	['ETIMEDOUT', silent],
	['EHOSTUNREACH', 'the server can\'t be reached'],
	['ENETUNREACH', 'the server can\'t be reached'],
	['53300', 'the server takes no more connections'],
	['57P01', 'somebody ended the session, or the server stops'],
	['57P02', 'the server ended all sessions after a crash'],
	['57P03', 'the server is starting, stopping or recovering'],
]);

/** How the driver tells what it gives no code for. Only for choosing words. */
const byMessage: ReadonlyArray<readonly [RegExp, string]> = [
	[/timeout/v, silent],
	[/terminated|connection error/v, ended],
];

/** How a server was lost, with its code; undefined where that is not what happened. */
export const lossWords = ({code, message}: Pick<Unreadable, 'code' | 'message'>): string | undefined => {
	const words = byCode.get(code) ?? (code === undefined ? byMessage.find(([pattern]) => pattern.test(message))?.[1] : undefined);
	const shown = code !== undefined && /^\d/v.test(code) ? ` (${code})` : '';
	return words === undefined ? undefined : `${words}${shown}`;
};

/** The same of whatever was thrown. */
export const lossIn = (error: unknown): string | undefined => error instanceof Error
	? lossWords({message: error.message, ...('code' in error && typeof error.code === 'string' && {code: error.code})})
	: undefined;

/** Why there are no new balances. */
export const lostWords = (unreadable: Unreadable): string => lossWords(unreadable) ?? `the balances can't be read: ${unreadable.message}`;

/** The same of what reads no balances. */
export const outageWords = (loss: Loss): string => lossWords(loss) ?? `the server was lost: ${loss.message}`;

/** The same for a line, and how long it is until they are asked for again. */
export const lostSegment = (unreadable: Unreadable, now: number, glyphs: Glyphs, words = lostWords(unreadable)): Segment => {
	const again = now < unreadable.until ? `again in ${formatMs(unreadable.until - now)}` : `asking again ${glyphs.more}`;
	return toned('waiting', `${glyphs.waiting} ${words}; ${again}`);
};
