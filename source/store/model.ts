import type {Audit} from '../bank/audit.js';
import type {Fault} from '../bank/faults.js';
import type {ServerSessions} from '../database/sessions/sessions.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import type {RestartMode} from '../transactions/restart.js';
import type {Pacing} from '../transactions/paced-clock.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';
import type {Contended} from './contention.js';
import type {LabModel} from './lab.js';
import type {RecordedLesson} from './recorded-lesson.js';
import type {Replay} from './replay.js';
import type {Run, Wait} from './run.js';
import type {StormModel} from './storm.js';
import type {Trail} from './trail.js';

/** The way to the database. */
export type Connection =
	| {readonly type: 'connecting'; readonly doing: ConnectingStage}
	| {readonly type: 'connected'; readonly server: ShownServer}
	| {readonly type: 'failed'; readonly message: string};

/** What is being waited for before the bank is open. */
export type ConnectingStage = 'unpacking' | 'initialising' | 'starting' | 'connecting' | 'opening';

/** What the screen says of the server. */
export type ShownServer = {
	readonly engine: string;
	readonly version: string;
	readonly embedded: boolean;
	readonly address: string;
	/** How many hosts the connection string names. */
	readonly hosts: number;
	/** What SHOW transaction_isolation answered inside a transaction. */
	readonly isolation: string;
	/** The faults that it can't be made to show, by name, and why. */
	readonly refusedFaults: ReadonlyMap<string, string>;
};

/** Why the balances can't be read, and when they are asked for again, in ms since 1970. */
export type Unreadable = {
	readonly message: string;
	/** A SQLSTATE or a code of Node's, where there is one. */
	readonly code?: string | undefined;
	readonly until: number;
};

export type AccountRow = {
	readonly id: string;
	readonly owner: string;
	readonly balance: bigint;
	/** By how much the last changes moved it, in cents; 0 when nothing moved it lately. */
	readonly change: bigint;
	/** When it last moved, in ms since 1970. */
	readonly changedAt: number;
};

export type Field = 'from' | 'to' | 'amount';

export const fields: readonly Field[] = ['from', 'to', 'amount'];

export type Form = {
	readonly from: string;
	readonly to: string;
	readonly amount: string;
	/** The field that takes text; undefined while letters are keys. */
	readonly focus?: Field | undefined;
	/** What was in the field before it was edited: Esc brings it back. */
	readonly before: string;
	/** Nothing was typed since the field was entered, so typing replaces what is in it. */
	readonly fresh: boolean;
};

/** How transfers are made: what `r`, `p` and `f` change. */
export type Making = {
	readonly policy: BackoffPolicy;
	readonly base: number;
	readonly cap: number;
	readonly maxAttempts: number;
	readonly isolation: IsolationLevel;
	readonly restart: RestartMode;
	readonly rivals: number;
	/** What is to go wrong with the next transfer. */
	readonly faults: readonly Fault[];
};

/** Everything a screen shows. It comes from messages alone. */
export type Model = {
	readonly connection: Connection;
	readonly making: Making;
	readonly pacing: Pacing;
	readonly accounts: readonly AccountRow[];
	readonly audit?: Audit;
	/** Why the balances can't be read just now. */
	readonly unreadable?: Unreadable | undefined;
	readonly form: Form;
	readonly run?: Run;
	/** What was heard of the transfer that is shown. */
	readonly trail?: Trail;
	/** So many of the trail's events are shown; undefined for all, and those to come. The database knows nothing of it. */
	readonly back?: number | undefined;
	/** The transfer is drawn in lanes, one for us and one for the rivals. */
	readonly isInLanes?: boolean;
	/** Commits that were heard of, the rivals' included. */
	readonly commits: number;
	/** Those of them that were the rivals'. */
	readonly rivalCommits: number;
	/** Attempts after a first one. */
	readonly retries: number;
	/** How long reading the balances takes, in ms; renewed every other second, so that it can be read. */
	readonly latency?: {readonly ms: number; readonly at: number};
	/** What accounts cost in retries, in the order in which they first did. */
	readonly contended: readonly Contended[];
	/** Who waits for whom, while somebody looks. */
	readonly sessions?: ServerSessions | undefined;
	readonly overlay: 'none' | 'help' | 'faults' | 'explain' | 'contention';
	/** Which attempt is explained, counted from 0. */
	readonly explained?: number;
	/** The storm, where there is one. */
	readonly storm?: StormModel;
	/** The lesson, in the replay of one. */
	readonly lesson?: RecordedLesson;
	/** The lab, where there is one. */
	readonly lab?: LabModel;
	/** Where it stands, when it is a recording that is shown. */
	readonly replay?: Replay;
	/** The bank is opened for the first time here: a lesson is offered as long as nothing has happened. */
	readonly isFirstStart?: boolean;
	/** What has just been chosen and is worth a word beside the form; the next key wipes it away. */
	readonly news?: 'policy' | undefined;
	/** Said once, beside the form; the next key wipes it away. */
	readonly notice?: string | undefined;
};

/** The form before anybody touched it. */
export const emptyForm: Form = {
	from: '', to: '', amount: '$100.00', before: '', fresh: true,
};

/** The model before anything happened. */
export const initialModel = (making: Making, pace = 1): Model => ({
	connection: {type: 'connecting', doing: 'connecting'},
	making,
	pacing: {pace, paused: false},
	accounts: [],
	form: emptyForm,
	commits: 0,
	rivalCommits: 0,
	retries: 0,
	contended: [],
	overlay: 'none',
});

/** True while a transfer is under way. */
export const isRunning = ({run}: Model): boolean => run !== undefined && run.ending === undefined;

/** The wait that is going on, if one is. */
export const currentWait = ({run}: Model): Wait | undefined => {
	const wait = run?.ending ? undefined : run?.attempts.at(-1)?.wait;
	return wait?.over ? undefined : wait;
};
