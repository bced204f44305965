import type {Account} from '../bank/bank.js';
import type {BankEvent} from '../bank/events.js';
import type {Fault} from '../bank/faults.js';
import type {LessonEvent} from '../lessons/events.js';
import type {MatrixCell} from '../lessons/matrix/run-matrix.js';
import type {ArticleEvent} from '../load/article/events.js';
import type {StormEvent} from '../load/events.js';
import type {LabEvent} from '../load/lab/events.js';
import type {Pacing} from '../transactions/paced-clock.js';
import type {Statement} from '../transactions/statement.js';
import type {LabOver} from './lab.js';
import type {Plan} from './making.js';
import type {ReplayMessage} from './replay.js';
import type {ConnectingStage, ShownServer} from './model.js';

/** What the program tells of itself. */
export type ProgramEvent = {readonly at: number} & (
	/** Something has begun that the first transfer has to wait for. */
	| {readonly type: 'connecting'; readonly doing: ConnectingStage}
	/** The bank is open. */
	| {readonly type: 'connected'; readonly server: ShownServer}
	/** The bank can't be opened. */
	| {readonly type: 'connecting-failed'; readonly message: string}
	/** A transfer is about to be made in this way. */
	| {readonly type: 'making-set'; readonly making: Plan}
	/** From now on nothing is written into the recording. */
	| {readonly type: 'recording-failed'; readonly message: string}
	/** Only in recordings, where there are many accounts: of those that were read last, these have changed, and no others. */
	| {readonly type: 'balances-changed'; readonly accounts: ReadonlyArray<Pick<Account, 'id' | 'balance'>>; readonly elapsed: number}
	/** The bank is open for storms; `refusedCures` are those that it can't have, by name, and why. */
	| {readonly type: 'storm-opened'; readonly connections: number; readonly refusedCures: ReadonlyMap<string, string>}
	/** A statement is not sent yet: the pace, or a pause, holds it. */
	| {readonly type: 'statement-held'; readonly transactionId: string; readonly session: string; readonly attempt: number; readonly statement: Statement}
	/** Waiting goes at another pace, or stands still, from now on. */
	| {readonly type: 'pacing-set'; readonly pacing: Pacing}
);

/** What a person asks for with a key. */
export type Intent =
	| {readonly type: 'send-pressed'}
	| {readonly type: 'cancel-pressed'}
	| {readonly type: 'next-field'}
	| {readonly type: 'previous-field'}
	| {readonly type: 'step-up'}
	| {readonly type: 'step-down'}
	| {readonly type: 'typed'; readonly text: string}
	| {readonly type: 'erased'}
	| {readonly type: 'pasted'; readonly text: string}
	| {readonly type: 'left-field'}
	| {readonly type: 'form-cleared'}
	| {readonly type: 'rivals-pressed'}
	| {readonly type: 'policy-pressed'}
	| {readonly type: 'pause-pressed'}
	| {readonly type: 'slow-pressed'}
	/** One statement is to go, or a wait to end; where nothing is paused yet, from now on only one at a time. */
	| {readonly type: 'step-pressed'}
	/** The screen is to go back by one thing that happened. */
	| {readonly type: 'back-pressed'}
	/** The transfer is to be drawn in lanes, or not any more. */
	| {readonly type: 'lanes-pressed'}
	/** Faster, or slower. */
	| {readonly type: 'pace-pressed'; readonly by: 1 | -1}
	| {readonly type: 'pace-chosen'; readonly pace: number}
	| {readonly type: 'faults-pressed'}
	| {readonly type: 'fault-chosen'; readonly fault: Fault}
	| {readonly type: 'explain-pressed'}
	| {readonly type: 'contention-pressed'}
	/** To an attempt before or after. */
	| {readonly type: 'explain-moved'; readonly by: number}
	| {readonly type: 'storm-pressed'}
	| {readonly type: 'clients-pressed'; readonly isMore: boolean}
	| {readonly type: 'cure-pressed'}
	/** No further run of the lab is to begin, or the next one may. */
	| {readonly type: 'hold-pressed'}
	/** To another column or row of the lab's table. */
	| {readonly type: 'cursor-moved'; readonly column: number; readonly row: number}
	/** To other lines of the lab. The screen adds where it is, and how far there is to go. */
	| {readonly type: 'lab-scrolled'; readonly by: number; readonly from?: number; readonly most?: number}
	| {readonly type: 'help-pressed'}
	| {readonly type: 'suspend-pressed'}
	| {readonly type: 'quit-pressed'}
	/** The answer to a recorded lesson's question is to be shown, or not any more. */
	| {readonly type: 'answer-pressed'}
	/** A key that does nothing here, and why. */
	| {readonly type: 'key-off'; readonly why: string};

/** The lab's report is in these files. No recording has it: how files are called is nobody else's affair. */
export type ReportWritten = {readonly type: 'report-written'; readonly files: readonly string[]};

/** Everything that changes the model. Lessons and their matrix come from recordings only: where they are played they have a screen of their own. */
export type Message = BankEvent | LessonEvent | MatrixCell | StormEvent | LabEvent | ArticleEvent | LabOver | ProgramEvent | ReportWritten | Intent | ReplayMessage;
