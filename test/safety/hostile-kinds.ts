import {hostileRecording} from './hostile-recording.js';

const origin = (text: string) => ({transactionId: 't', session: text, attempt: 1});

const figures = {
	elapsed: 2000, transfers: 9, committed: 5, refused: 1, exhausted: 1, failed: 1, unknown: 1, attempts: 9, retries: 4, backoff: 9, perSecond: 5,
	latency: {p50: 1, p95: 2, p99: 3, max: 4}, jain: 0.1, starved: 1,
};

const told = (text: string) => ({...figures, failures: [{code: text, reason: text, count: 3}, {reason: text, count: 1}]});

const cell = (name: string, text: string) => ({
	name, cure: text, title: text, explanation: text, isOneEach: true, policy: text, policyTitle: text, base: 1, cap: 2, isolation: 'serializable', inForce: text, mayLose: false,
});

const money = {conserved: false, net: '5', astray: '5', lost: 1, denied: 1, unknown: 1};

/** What lessons, storms and labs tell, with that in the place of every text. */
export const hostileKinds = {
	lesson: (text: string) => [
		{type: 'lesson-started', lesson: text, title: text, look: text, sessions: [text, `${text}2`], steps: 1, isolation: 'serializable', inForce: text, server: text},
		{type: 'lesson-step', step: 1, of: 1, session: text},
		{type: 'lesson-caption', text},
		{type: 'lesson-code', title: text, lines: [text]},
		{type: 'statement-sent', ...origin(text), statement: {text, label: text}},
		{type: 'statement-blocked', ...origin(text), statement: {text, label: text}, by: [text, `${text}2`]},
		{type: 'statement-finished', ...origin(text), statement: {text, label: text}, elapsed: 1, rowCount: 1, rows: [[text]]},
		{type: 'fault-injected', ...origin(`${text}2`), fault: text, title: text},
		{type: 'expectation-missed', step: 1, line: 1, session: text, statement: {text, label: text}, expected: text, found: text},
		{type: 'lesson-question', text, answer: text},
		{type: 'lesson-checked', says: text, expected: [[text]], found: [[text]], ok: false},
		{type: 'lesson-step', step: 1, of: 1, storm: text},
		{type: 'storm-started', storm: text, clients: 2, cure: text, policy: text, base: 1, cap: 2, isolation: text, accounts: 2, hot: text, think: 0},
		{type: 'storm-sample', storm: text, ...told(text), clients: 2, waiting: 1, commitsNow: 1, retriesNow: 1, hottest: []},
		{type: 'lesson-compared', says: text, figure: 'elapsed', is: 'more', of: {storm: text, value: 1}, than: {storm: text}, times: 1, ok: false},
		{type: 'lesson-ended', ok: false, missed: 1},
	],
	storm: (text: string) => [
		{type: 'storm-opened', connections: 1, refusedCures: {[text]: text}},
		{type: 'storm-started', clients: 2, cure: text, policy: text, base: 1, cap: 2, isolation: text, accounts: 2, hot: text, think: 0},
		{type: 'storm-sample', ...told(text), clients: 2, waiting: 1, commitsNow: 1, retriesNow: 1, hottest: [{id: text, owner: text, transfers: 1, conflicts: 1}]},
		{type: 'audited', elapsed: 1, audit: {conserved: false, total: '1', opening: '2', differences: [{account: text, owner: text, cents: '1'}], lost: 0, twice: 0, unknown: 0}},
		{type: 'storm-ended', ...told(text), clients: 2, hottest: []},
	],
	lab: (text: string) => [
		{
			type: 'lab-started', cells: [cell('a', text), cell(text, text)], skipped: [{title: text, why: text}], rounds: 1, duration: 1, clients: 2, accounts: 2, hot: text, seed: 1,
			machine: {cpu: text, cores: 1, memory: 1, system: text, node: text}, server: {engine: text, version: text, isEmbedded: false},
		},
		{type: 'lab-cell-started', round: 1, cell: text},
		{type: 'lab-run-dropped', message: text, code: text},
		{type: 'lab-lost', message: text, code: text, delay: 1},
		{type: 'lab-regained'},
		{type: 'lab-tables-left', tables: [text]},
		{type: 'lab-cell-started', round: 1, cell: text},
		{type: 'lab-cell', ...told(text), round: 1, cell: 'a', money},
		{type: 'lab-cell', ...told(text), round: 1, cell: text, money: {...money, conserved: true}},
	],
} as const;

export type HostileKind = keyof typeof hostileKinds;

/** A recording of a lesson, a storm or a lab in which every text is that one. */
export const hostileRecordingOf = (kind: HostileKind, text: string): string => {
	const [head = ''] = hostileRecording(text).split('\n', 1);
	const events = hostileKinds[kind](text).map((event, index) => JSON.stringify({v: 1, at: 1_795_000_000_100 + index, ...event}));
	return [JSON.stringify({...JSON.parse(head) as object, command: kind}), ...events, ''].join('\n');
};
