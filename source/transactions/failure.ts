import type {Statement} from './statement.js';

/** Where an attempt was when it failed. `connect` includes BEGIN; `commit` starts when COMMIT is sent. */
export type Phase = 'connect' | 'work' | 'commit';

/**
- `retry`: surely not committed, and worth another attempt from BEGIN.
- `ambiguous`: it may have committed; never to be repeated blindly.
- `final`: surely not committed, and trying again can't help.
*/
export type Verdict = 'retry' | 'ambiguous' | 'final';

/** Why an attempt ended, as plain data. */
export type Failure = {
	readonly phase: Phase;
	readonly verdict: Verdict;
	/** The server's SQLSTATE, or the code of Node's error; absent when the driver gave none. */
	readonly code?: string;
	/** What the server or the driver said. */
	readonly message: string;
	readonly detail?: string;
	readonly hint?: string;
	/** The engine's own name for the cause, read from its message, for example `RETRY_WRITE_TOO_OLD`. */
	readonly reason?: string;
	/** The statement that failed; absent when no connection could be had. */
	readonly statement?: Statement;
};
