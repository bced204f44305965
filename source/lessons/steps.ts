import type {Expectation, LessonFault, StatementStep, Step, StormStep} from './lesson.js';

type Rest = Omit<StatementStep, 'type' | 'session' | 'sql' | 'expect'> & {readonly expect?: Expectation | readonly Expectation[]};

/** What the lessons here are written with: it makes the same data as a file does. */
export const by = (session: string, sql: string, {expect = [], ...rest}: Rest = {}): Step =>
	({type: 'statement', session, sql, ...rest, expect: Array.isArray(expect) ? expect as readonly Expectation[] : [expect as Expectation]});

/** Several statements of one session, each of which just succeeds. */
export const allBy = (session: string, statements: readonly string[], rest: Rest = {}): Step[] =>
	statements.map(sql => by(session, sql, rest));

type Choice = Pick<StatementStep, 'when' | 'on' | 'notOn'>;

export const fault = (session: string, what: LessonFault, choice: Choice = {}): Step => ({type: 'fault', session, fault: what, ...choice});

export const backoff = (session: string, choice: Choice = {}): Step => ({type: 'backoff', session, ...choice});

export const caption = (text: string, choice: Pick<Choice, 'on' | 'notOn'> = {}): Step => ({type: 'caption', text, ...choice});

export const code = (title: string, text: string): Step => ({type: 'code', title, lines: text.split('\n')});

export const question = (text: string, answer: string): Step => ({type: 'question', text, answer});

export const storm = (name: string, shape: Omit<StormStep, 'type' | 'name'>): Step => ({type: 'storm', name, ...shape});
