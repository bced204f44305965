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
	/** The commands that go by it; the bank's own is ''. Left out where all of them do. */
	readonly commands?: readonly string[];
};

/** Commands by what they do with settings. */
const bank = '';
const makingTransfers = [bank, 'demo', 'transfer'];
const storming = ['storm', 'lab'];
const onBank = [...makingTransfers, ...storming, 'doctor'];
const retrying = [...makingTransfers, 'lesson', ...storming];
const connecting = [...retrying, 'doctor'];
const drawing = [...connecting, 'replay', 'notes'];

/** Every setting: how it is read, what it is without being set, and what the help says of it. */
export const definitions: {readonly [Name in SettingName]: Definition<Settings[Name]>} = {
	url: {
		read: values.connectionString, fallback: undefined, placeholder: 'URL',
		help: 'database to use; without one a PostgreSQL of its own is started',
		commands: connecting,
	},
	schema: {
		read: values.schemaName, fallback: ownSchema, placeholder: 'NAME', help: `schema of the bank's tables [${ownSchema}]`,
		commands: onBank,
	},
	accounts: {
		read: values.whole(2, 1_000_000), fallback: undefined, placeholder: 'N',
		help: `accounts to have at least [${usualAccounts} in a new bank; storm: 2; lab: 100]`,
		commands: [bank, 'transfer', ...storming],
	},
	policy: {
		read: values.policy, fallback: fullJitter, placeholder: 'NAME',
		help: `backoff: ${policies.map(({name}) => name).join(', ')} [${fullJitter.name}]`,
		commands: retrying,
	},
	base: {read: values.time, fallback: 50, placeholder: 'TIME', help: 'what waits grow from [50ms; storm, lab: 10ms]', commands: retrying},
	cap: {read: values.time, fallback: 5000, placeholder: 'TIME', help: 'longest wait [5s; storm, lab: 1s]', commands: retrying},
	maxAttempts: {
		read: values.whole(1, 1000), fallback: 10, placeholder: 'N', help: 'how often a transfer is tried in all [10; storm, lab: no limit]',
		commands: [...makingTransfers, ...storming],
	},
	timeout: {
		read: values.time, fallback: 30_000, placeholder: 'TIME', help: 'longest a transfer may take, waits included [30s]',
		commands: [...makingTransfers, ...storming],
	},
	statementTimeout: {
		read: values.timeLimit, fallback: 10_000, placeholder: 'TIME', help: 'longest a statement may take, waiting for locks included [10s]',
		commands: connecting,
	},
	poolTimeout: {
		read: values.timeLimit, fallback: 5000, placeholder: 'TIME', help: 'longest to wait for a connection, free or new [5s]',
		commands: connecting,
	},
	isolation: {
		read: values.isolation, fallback: 'serializable', placeholder: 'LEVEL',
		help: `${isolationLevels.map(level => level.replaceAll(' ', '-')).join(', ')} [serializable]`,
		commands: connecting,
	},
	restart: {
		read: values.restart, fallback: 'begin', placeholder: 'MODE', help: 'a retry begins at: begin, savepoint (CockroachDB only) [begin]',
		commands: onBank,
	},
	rivals: {
		read: values.whole(0, 1000), fallback: undefined, placeholder: 'N',
		help: 'attempts on which a rival takes the row first [1; transfer: 0]',
		commands: makingTransfers,
	},
	fault: {
		read: values.faultList, fallback: [], placeholder: 'NAME',
		help: `${faults.slice(0, 6).map(({name}) => name).join(', ')} …`,
		commands: [...makingTransfers, 'doctor'],
	},
	id: {
		read: values.uuid, fallback: undefined, placeholder: 'UUID', help: 'id of the transfer: with the same id it is made once (transfer)',
		commands: ['transfer'],
	},
	pace: {
		read: values.pace, fallback: 1, placeholder: 'X', help: 'how fast: 0.1 is slow motion, 1 is as it is [1]',
		commands: [...makingTransfers, 'lesson', 'replay', 'export'],
	},
	seed: {read: values.whole(0, 4_294_967_295), fallback: undefined, placeholder: 'N', help: 'makes the jitter repeatable', commands: retrying},
	clients: {read: values.whole(1, 1000), fallback: 16, placeholder: 'N', help: 'clients that ask for transfers at once (storm, lab) [16]', commands: storming},
	hot: {
		read: values.hotSpot, fallback: evenly, placeholder: 'SPOT',
		help: 'which accounts take how much: all, 2, 90%:2 (storm, lab) [all; lab: 1]',
		commands: storming,
	},
	cure: {
		read: values.cure, fallback: readThenWrite, placeholder: 'NAME',
		help: `cure for conflicts: ${cures.slice(0, 3).map(({name}) => name).join(', ')} … (storm)`,
		commands: ['storm'],
	},
	duration: {
		read: values.timeLimit, fallback: undefined, placeholder: 'TIME', help: 'how long (storm, lab) [10s; on a screen, until stopped; lab: 700ms]',
		commands: storming,
	},
	rate: {
		read: values.whole(1, 100_000), fallback: undefined, placeholder: 'N',
		help: 'transfers a second, whether or not those before are done (storm)',
		commands: ['storm'],
	},
	think: {read: values.time, fallback: 0, placeholder: 'TIME', help: 'how long a client thinks between two transfers (storm) [0ms]', commands: ['storm']},
	cures: {
		read: values.cureList, fallback: undefined, placeholder: 'LIST', help: 'cures to compare, with commas between them (lab) [all]',
		commands: ['lab'],
	},
	policies: {
		read: values.policyList, fallback: undefined, placeholder: 'LIST', help: 'policies to compare: none,full,full:10ms-100ms … (lab)',
		commands: ['lab'],
	},
	isolations: {
		read: values.isolationList, fallback: undefined, placeholder: 'LIST', help: 'isolation levels to compare (lab)',
		commands: ['lab'],
	},
	rounds: {
		read: values.whole(1, 100), fallback: undefined, placeholder: 'N', help: 'rounds in which each of them runs once (lab) [5; --article: 1]',
		commands: ['lab'],
	},
	article: {read: values.yesOrNo, fallback: false, help: 'repeat the experiment of "Exponential Backoff And Jitter" (lab)', commands: ['lab']},
	report: {
		read: values.reportList, fallback: [], placeholder: 'FILES', help: 'write what it came to into new files: .html, .md, .csv (lab)',
		commands: ['lab'],
	},
	plain: {read: values.yesOrNo, fallback: false, help: 'lines of text in place of a screen (storm, lab)', commands: ['storm', 'lab']},
	matrix: {read: values.yesOrNo, fallback: false, help: 'what each isolation level keeps from happening on this server (lesson)', commands: ['lesson']},
	markdown: {read: values.yesOrNo, fallback: false, help: 'the matrix as Markdown (lesson --matrix)', commands: ['lesson']},
	new: {read: values.file, fallback: undefined, placeholder: 'FILE', help: 'write a lesson to begin with into a new file (lesson)', commands: ['lesson']},
	json: {
		read: values.yesOrNo, fallback: false, help: 'events as JSON lines (demo, transfer, lesson, storm, lab, replay)',
		commands: ['demo', 'transfer', 'lesson', 'storm', 'lab', 'replay'],
	},
	record: {
		read: values.file, fallback: undefined, placeholder: 'FILE', help: 'record the events into a new file (replay shows it again)',
		commands: retrying,
	},
	to: {
		read: values.word, fallback: undefined, placeholder: 'FORMAT', help: 'what to make: cast, cast3, svg, md, html, csv (export)',
		commands: ['export'],
	},
	out: {
		read: values.file, fallback: undefined, placeholder: 'FILE', help: 'a new file to write to [standard output] (export)',
		commands: ['export'],
	},
	keep: {read: values.yesOrNo, fallback: false, help: 'leave what the demo made', commands: ['demo']},
	verbose: {read: values.yesOrNo, fallback: false, help: 'show every statement (demo, transfer, lesson), and where a bug struck'},
	color: {read: values.yesOrNo, fallback: true, help: '--no-color: no colours'},
	theme: {
		read: values.theme, fallback: undefined, placeholder: 'NAME', help: `colours: ${values.themeNames.join(', ')} [terminal]`,
		commands: drawing,
	},
	ascii: {read: values.yesOrNo, fallback: false, help: 'plain signs, for fonts without others', commands: drawing},
	projector: {read: values.yesOrNo, fallback: false, help: 'for a room: one large pane, a caption, the keys, high contrast', commands: [bank, 'lesson', 'storm', 'lab', 'replay']},
	accessible: {
		read: values.yesOrNo, fallback: false, help: 'plain sentences, appended, in place of the screen (also ACCESSIBLE=1)',
		commands: [bank, 'lesson', 'storm', 'lab', 'replay'],
	},
};
