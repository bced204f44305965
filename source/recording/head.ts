import type {IsolationLevel} from '../transactions/isolation.js';
import type {RestartMode} from '../transactions/restart.js';

/** The newest form of recordings that this program reads, and the one that it writes. Older ones stay readable. */
export const formatVersion = 1;

/** The settings that a replay, or whoever reads it, has to know. Policies and faults by name; times in ms. */
export type RecordedSettings = {
	readonly policy: string;
	readonly base: number;
	readonly cap: number;
	readonly maxAttempts: number;
	readonly timeout: number;
	readonly isolation: IsolationLevel;
	readonly restart: RestartMode;
	readonly rivals: number;
	readonly faults: readonly string[];
	readonly pace: number;
	readonly seed?: number | undefined;
};

/** The server that was recorded. */
export type RecordedServer = {
	/** The engine's title. */
	readonly engine: string;
	readonly version: string;
	readonly embedded: boolean;
	/** Without anything secret. */
	readonly address: string;
};

/** The first line of a recording: what was recorded, by which program, against which server. */
export type RecordingHead = {
	readonly type: 'recording';
	/** When it began, in ms since 1970. */
	readonly at: number;
	/** The program's version. */
	readonly program: string;
	/** Which command was recorded; `open` is the screen. */
	readonly command: string;
	/** Absent when it ended before any server had answered. */
	readonly server?: RecordedServer | undefined;
	readonly settings: RecordedSettings;
};

/** The last line of a recording whose program came to its end. */
export type RecordingEnd = {readonly type: 'recording-ended'; readonly at: number};

/** A line of a recording takes at most so many bytes: ten thousand accounts are 1.2 MB. */
export const mostLineBytes = 8 * 1024 * 1024;
/** A whole recording takes at most so many bytes and events, so that it can be read into memory and gone through in both directions. */
export const mostBytes = 256 * 1024 * 1024;
export const mostEvents = 500_000;
