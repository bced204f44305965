import {ownSchema} from './bank/tables.js';
import {usualAccounts} from './bank/opening-accounts.js';
import {faults, type Fault} from './bank/faults.js';
import {cures} from './load/cures/index.js';
import type {Cure} from './load/cures/cure.js';
import {readThenWrite} from './load/cures/read-then-write.js';
import {evenly, type HotSpot} from './load/hot-spot.js';
import type {PolicyChoice} from './load/lab/policy-choice.js';
import * as values from './setting-values.js';
import {isolationLevels, type IsolationLevel} from './transactions/isolation.js';
import type {RestartMode} from './transactions/restart.js';
import {policies} from './transactions/policies/index.js';
import {fullJitter} from './transactions/policies/full-jitter.js';
import type {BackoffPolicy} from './transactions/policies/policy.js';

/** What can be set. Times in milliseconds. */
export type Settings = {
	readonly url: string | undefined;
	readonly schema: string;
	readonly accounts: number | undefined;
	readonly policy: BackoffPolicy;
	readonly base: number;
	readonly cap: number;
	readonly maxAttempts: number;
	readonly timeout: number;
	readonly statementTimeout: number;
	readonly poolTimeout: number;
	readonly isolation: IsolationLevel;
	readonly restart: RestartMode;
	readonly rivals: number | undefined;
	readonly fault: readonly Fault[];
	readonly id: string | undefined;
	readonly pace: number;
	readonly seed: number | undefined;
	readonly clients: number;
	readonly hot: HotSpot;
	readonly cure: Cure;
	readonly duration: number | undefined;
	readonly rate: number | undefined;
	readonly think: number;
	readonly cures: readonly Cure[] | undefined;
	readonly policies: readonly PolicyChoice[] | undefined;
	readonly isolations: readonly IsolationLevel[] | undefined;
	readonly rounds: number | undefined;
	readonly article: boolean;
	readonly report: readonly string[];
	readonly plain: boolean;
	readonly matrix: boolean;
	readonly markdown: boolean;
	readonly new: string | undefined;
	readonly json: boolean;
	readonly record: string | undefined;
	readonly to: string | undefined;
	readonly out: string | undefined;
	readonly keep: boolean;
	readonly verbose: boolean;
	readonly color: boolean;
	readonly theme: values.ThemeName | undefined;
	readonly ascii: boolean;
	readonly projector: boolean;
	readonly accessible: boolean;
};

export type SettingName = keyof Settings;

export type Definition<T> = {
	readonly read: values.Reader<Exclude<T, undefined>>;
	readonly fallback: T;
	/** Stands behind the flag in the help text; a flag without one is a switch. */
	readonly placeholder?: string;
	readonly help: string;
};

/** Every setting: how it is read, what it is without being set, and what the help says of it. */
export const definitions: {readonly [Name in SettingName]: Definition<Settings[Name]>} = {
	url: {
		read: values.connectionString, fallback: undefined, placeholder: 'URL',
		help: 'database to use; without one a PostgreSQL of its own is started',
	},
	schema: {
		read: values.schemaName, fallback: ownSchema, placeholder: 'NAME', help: `schema of the bank's tables [${ownSchema}]`,
	},
	accounts: {
		read: values.whole(2, 1_000_000), fallback: undefined, placeholder: 'N',
		help: `accounts there should be at least [${usualAccounts} in a new bank; storm: 2; lab: 100]`,
	},
	policy: {
		read: values.policy, fallback: fullJitter, placeholder: 'NAME',
		help: `backoff: ${policies.map(({name}) => name).join(', ')} [${fullJitter.name}]`,
	},
	base: {read: values.time, fallback: 50, placeholder: 'TIME', help: 'what waits grow from [50ms; storm, lab: 10ms]'},
	cap: {read: values.time, fallback: 5000, placeholder: 'TIME', help: 'longest wait [5s; storm, lab: 1s]'},
	maxAttempts: {
		read: values.whole(1, 1000), fallback: 10, placeholder: 'N', help: 'how often a transfer is tried in all [10; storm, lab: no limit]',
	},
	timeout: {read: values.time, fallback: 30_000, placeholder: 'TIME', help: 'longest a transfer may take, waits included [30s]'},
	statementTimeout: {
		read: values.timeLimit, fallback: 10_000, placeholder: 'TIME', help: 'longest a statement may take, waiting for locks included [10s]',
	},
	poolTimeout: {
		read: values.timeLimit, fallback: 5000, placeholder: 'TIME', help: 'longest to wait for a connection, free or new [5s]',
	},
	isolation: {
		read: values.isolation, fallback: 'serializable', placeholder: 'LEVEL',
		help: `${isolationLevels.map(level => level.replaceAll(' ', '-')).join(', ')} [serializable]`,
	},
	restart: {
		read: values.restart, fallback: 'begin', placeholder: 'MODE', help: 'a retry begins at: begin, savepoint (CockroachDB only) [begin]',
	},
	rivals: {
		read: values.whole(0, 1000), fallback: undefined, placeholder: 'N',
		help: 'attempts on which a rival takes the row first [1; transfer: 0]',
	},
	fault: {
		read: values.faultList, fallback: [], placeholder: 'NAME',
		help: `${faults.slice(0, 6).map(({name}) => name).join(', ')} …`,
	},
	id: {
		read: values.uuid, fallback: undefined, placeholder: 'UUID', help: 'id of the transfer: with the same id it is made once (transfer)',
	},
	pace: {read: values.pace, fallback: 1, placeholder: 'X', help: 'how fast: 0.1 is slow motion, 1 is as it is [1]'},
	seed: {read: values.whole(0, 4_294_967_295), fallback: undefined, placeholder: 'N', help: 'makes the jitter repeatable'},
	clients: {read: values.whole(1, 1000), fallback: 16, placeholder: 'N', help: 'clients that ask for transfers at once (storm, lab) [16]'},
	hot: {
		read: values.hotSpot, fallback: evenly, placeholder: 'SPOT',
		help: 'which accounts take how much: all, 2, or 90%:2 (storm, lab) [all; lab: 1]',
	},
	cure: {
		read: values.cure, fallback: readThenWrite, placeholder: 'NAME',
		help: `cure for conflicts: ${cures.slice(0, 3).map(({name}) => name).join(', ')} … (storm)`,
	},
	duration: {
		read: values.timeLimit, fallback: undefined, placeholder: 'TIME', help: 'how long (storm, lab) [10s; on a screen, until it is stopped; lab: 700ms]',
	},
	rate: {
		read: values.whole(1, 100_000), fallback: undefined, placeholder: 'N',
		help: 'transfers a second, whether or not those before are done (storm)',
	},
	think: {read: values.time, fallback: 0, placeholder: 'TIME', help: 'how long a client thinks between two transfers (storm) [0ms]'},
	cures: {
		read: values.cureList, fallback: undefined, placeholder: 'LIST', help: 'cures to compare, with commas between them (lab) [all]',
	},
	policies: {
		read: values.policyList, fallback: undefined, placeholder: 'LIST', help: 'policies to compare: none,full,full:10ms-100ms … (lab)',
	},
	isolations: {
		read: values.isolationList, fallback: undefined, placeholder: 'LIST', help: 'isolation levels to compare (lab)',
	},
	rounds: {
		read: values.whole(1, 100), fallback: undefined, placeholder: 'N', help: 'rounds in which each of them runs once (lab) [5; --article: 1]',
	},
	article: {read: values.yesOrNo, fallback: false, help: 'repeat the experiment of "Exponential Backoff And Jitter" (lab)'},
	report: {
		read: values.reportList, fallback: [], placeholder: 'FILES', help: 'write what it came to into new files: .html, .md, .csv (lab)',
	},
	plain: {read: values.yesOrNo, fallback: false, help: 'lines of text in place of a screen (storm)'},
	matrix: {read: values.yesOrNo, fallback: false, help: 'what each isolation level keeps from happening on this server (lesson)'},
	markdown: {read: values.yesOrNo, fallback: false, help: 'the matrix as Markdown (lesson --matrix)'},
	new: {read: values.file, fallback: undefined, placeholder: 'FILE', help: 'write a lesson to begin with into a new file (lesson)'},
	json: {read: values.yesOrNo, fallback: false, help: 'print events as JSON lines (demo, transfer, lesson, storm, lab)'},
	record: {
		read: values.file, fallback: undefined, placeholder: 'FILE', help: 'record the events into a new file (replay shows it again)',
	},
	to: {
		read: values.word, fallback: undefined, placeholder: 'FORMAT', help: 'what to make: cast, cast3, svg, md, html, csv (export)',
	},
	out: {
		read: values.file, fallback: undefined, placeholder: 'FILE', help: 'a new file to write to [standard output] (export)',
	},
	keep: {read: values.yesOrNo, fallback: false, help: 'leave what the demo made'},
	verbose: {read: values.yesOrNo, fallback: false, help: 'show every statement (demo, transfer, lesson), and where a bug struck'},
	color: {read: values.yesOrNo, fallback: true, help: '--no-color: no colours'},
	theme: {
		read: values.theme, fallback: undefined, placeholder: 'NAME', help: `colours: ${values.themeNames.join(', ')} [terminal]`,
	},
	ascii: {read: values.yesOrNo, fallback: false, help: 'plain signs, for fonts without others'},
	projector: {read: values.yesOrNo, fallback: false, help: 'for a room: one large pane, a caption, the keys, high contrast'},
	accessible: {read: values.yesOrNo, fallback: false, help: 'plain sentences, appended, in place of the screen (also ACCESSIBLE=1)'},
};
