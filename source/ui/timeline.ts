import {formatCents} from '../bank/money.js';
import type {Failure} from '../transactions/failure.js';
import type {Pacing} from '../transactions/paced-clock.js';
import type {Attempt, Ending, Run, Step, StatementStep, Wait} from '../store/model.js';
import {waitLeft} from '../store/update-run.js';
import {cut, formatMs, wrap} from './format.js';
import {lineWidth, plain, spread, toned, type Line, type Segment} from './line.js';
import {printable} from './printable.js';
import type {Glyphs, Tone} from './theme.js';

/** What drawing a timeline needs to know. */
export type TimelineView = {
	/** Cells a line may take. */
	readonly width: number;
	readonly now: number;
	readonly pacing: Pacing;
	readonly glyphs: Glyphs;
	/** Each statement in a line of its own, in SQL. */
	readonly isDetailed: boolean;
	/** The owner of an account, by its id. */
	owner(id: string): string;
};

const indent = ' '.repeat(3);

/** What a statement is called on the screen, by its label. */
const statementWords: Readonly<Record<string, string>> = {
	begin: 'BEGIN', commit: 'COMMIT', rollback: 'ROLLBACK', 'read-balance': 'read', debit: 'debit', credit: 'credit', 'write-ledger': 'ledger',
};

const statementSegments = ({statement, state, elapsed, row}: StatementStep, glyphs: Glyphs): Segment[] => {
	const {label = ''} = statement;
	const word = statementWords[label] ?? printable(statement.text);
	const balance = label === 'read-balance' && typeof row?.['balance'] === 'string' ? ` ${formatCents(BigInt(row['balance']))}` : '';
	const time = elapsed === undefined ? '' : ` ${formatMs(elapsed)}`;
	if (state === 'failed') {
		return [toned('failed', `${word} ${glyphs.failed}`), toned('dim', time)];
	}

	if (state === 'sent') {
		return [plain(word), toned('waiting', ` ${glyphs.more}`)];
	}

	return label === 'commit'
		? [toned('committed', `${word} ${glyphs.committed}`), toned('dim', time)]
		: [plain(`${word}${balance}`), toned('dim', time)];
};

const stepSegments = (step: Step, glyphs: Glyphs): Segment[] => {
	if (step.type === 'statement') {
		return statementSegments(step, glyphs);
	}

	const signs = {running: glyphs.more, committed: glyphs.conflict, failed: glyphs.failed};
	return [toned('accent', `rival ${signs[step.state]}`)];
};

/** The steps of an attempt, one after the other, broken between steps. */
const stepLines = ({number, steps}: Attempt, {width, glyphs}: TimelineView): Line[] => {
	const lines: Line[] = [];
	let line: Segment[] = [toned('strong', String(number).padEnd(indent.length))];
	let isEmpty = true;
	for (const step of steps) {
		const segments = stepSegments(step, glyphs);
		const joined = isEmpty ? segments : [toned('dim', ` ${glyphs.join} `), ...segments];
		if (isEmpty || lineWidth(line) + lineWidth(joined) <= width) {
			line.push(...joined);
		} else {
			lines.push(line);
			line = [plain(indent), ...segments];
		}

		isEmpty = false;
	}

	return [...lines, line];
};

const stepWords = (step: Step, {glyphs, owner}: TimelineView): Segment => {
	if (step.type === 'rival') {
		const {transfer: {from, to, cents}, state} = step;
		const became = {running: glyphs.more, committed: 'and commits first', failed: 'and fails'}[state];
		return toned('accent', `rival ${glyphs.conflict} sends ${formatCents(cents)} from ${owner(from)} to ${owner(to)} ${became}`);
	}

	const {statement, state, row} = step;
	const text = printable(statement.text);
	if (state === 'failed') {
		return toned('failed', `${text}  ${glyphs.failed}`);
	}

	const balance = statement.label === 'read-balance' && typeof row?.['balance'] === 'string' ? `  ${glyphs.to} ${formatCents(BigInt(row['balance']))}` : '';
	return statement.label === 'commit' && state === 'done' ? toned('committed', `${text}  ${glyphs.committed}`) : plain(text + balance);
};

/** The steps of an attempt, each in a line of its own. */
const detailedStepLines = ({number, steps}: Attempt, view: TimelineView): Line[] => {
	const {width, glyphs} = view;
	const lines = steps.map((step, index): Line => {
		const elapsed = step.type === 'statement' ? step.elapsed : undefined;
		const time = elapsed === undefined ? '' : formatMs(elapsed);
		const {text, ...tone} = stepWords(step, view);
		return spread([
			index === 0 ? toned('strong', String(number).padEnd(indent.length)) : plain(indent),
			{...tone, text: cut(text, width - indent.length - 8)},
		], [toned(time === '' ? 'waiting' : 'dim', time === '' && step.state !== 'committed' ? glyphs.more : time)], width);
	});
	return lines.length === 0 ? [[toned('strong', String(number))]] : lines;
};

const paragraph = (text: string, tone: Tone, {width}: TimelineView): Line[] =>
	wrap(printable(text), width - indent.length).map(line => [plain(indent), toned(tone, line)]);

/** The server's own words, once; the same again is only said to be the same. */
const failureLines = ({failure, elapsed = 0}: Attempt, previous: Failure | undefined, view: TimelineView): Line[] => {
	if (!failure) {
		return [];
	}

	const {code, message, reason} = failure;
	const isSame = previous?.code === code && previous?.message === message;
	const lines = paragraph(`${code === undefined ? '' : `${code} `}${isSame ? '(same)' : message}`, 'failed', view);
	const after = [toned('dim', `after ${formatMs(elapsed)}`)];
	const last = lines.pop() ?? [];
	const ended = spread(last, after, view.width);
	return [
		...lines,
		ended,
		...(ended === last ? [spread([plain(indent)], after, view.width)] : []),
		...(reason === undefined ? [] : paragraph(`reason: ${reason}`, 'dim', view)),
	];
};

/** The countdown: what has gone, what is left, and what chance spared us of the ceiling. */
const bar = (wait: Wait, left: number, {width, glyphs}: TimelineView): Line => {
	const told = `${formatMs(left)} left`;
	const cells = Math.max(4, width - indent.length - 12);
	const scale = cells / Math.max(wait.ceiling, 1);
	const waitCells = Math.min(cells, Math.max(1, Math.round(wait.delay * scale)));
	const leftCells = Math.min(waitCells, Math.ceil(left * scale));
	return spread([
		plain(indent),
		toned('waiting', glyphs.elapsed.repeat(waitCells - leftCells)),
		toned('waiting', glyphs.left.repeat(leftCells)),
		toned('dim', glyphs.unused.repeat(cells - waitCells)),
	], [toned('waiting', told)], width);
};

const waitLines = ({wait, number}: Attempt, isCut: boolean, view: TimelineView): Line[] => {
	if (!wait) {
		return [];
	}

	const {glyphs, pacing} = view;
	const of = `${formatMs(wait.delay)} of at most ${formatMs(wait.ceiling)}`;
	if (wait.over) {
		return paragraph(`${glyphs.waiting} ${isCut ? `${of}, cut short` : `waited ${of}`}`, 'dim', view);
	}

	const left = waitLeft(wait, pacing, view.now);
	return [
		[plain(indent), toned('waiting', `${glyphs.waiting} ${pacing.paused ? 'paused: ' : ''}waits ${of}`)],
		bar(wait, left, view),
		[],
		[toned('dim', `${String(number + 1).padEnd(indent.length)}next`)],
	];
};

const giveUpWords = (ending: Ending & {type: 'gave-up'}, attempts: number): string => {
	const {reason, failure} = ending;
	const made = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
	switch (reason) {
		case 'attempts': {
			return `Gave up after ${made}; nothing moved. Allow more (--max-attempts), or fewer rivals (r).`;
		}

		case 'deadline': {
			return `Out of time after ${made}; nothing moved. Allow more of it with --timeout.`;
		}

		case 'aborted': {
			return 'Cancelled. It was rolled back, and nothing moved.';
		}

		case 'final':
		case 'refused': {
			return `Not retried: ${failure?.code ?? 'the server\'s answer'} says that another attempt can't help. Nothing moved.`;
		}
	}
};

const endingLines = ({ending, attempts, transfer}: Run, view: TimelineView): Line[] => {
	if (!ending) {
		return [];
	}

	const {glyphs} = view;
	const count = attempts.length === 1 ? 'at the first attempt' : `at attempt ${attempts.length}`;
	switch (ending.type) {
		case 'committed': {
			return paragraph(`${glyphs.committed} Committed ${count}, ${formatMs(ending.elapsed)} in all.`, 'committed', view);
		}

		case 'refused': {
			const {refusal} = ending;
			const why = refusal.type === 'insufficient-funds'
				? `${view.owner(refusal.account)} has ${formatCents(refusal.balance)}, which does not cover ${formatCents(transfer.cents)}`
				: `the account ${view.owner(refusal.account)} is not there`;
			return paragraph(`${glyphs.failed} Refused by the bank: ${why}. Rolled back; nothing moved.`, 'failed', view);
		}

		case 'gave-up': {
			return paragraph(`${glyphs.failed} ${giveUpWords(ending, attempts.length)}`, 'failed', view);
		}

		case 'unknown': {
			return paragraph(`${glyphs.unknown} Not known whether it committed: the answer to COMMIT was lost. Look at the balances before sending it again.`, 'waiting', view);
		}
	}
};

/** The attempts of a transfer as lines of text. Pure. */
export const timelineLines = (run: Run, view: TimelineView): Line[] => {
	const {attempts, ending} = run;
	const lines = attempts.flatMap((attempt, index) => {
		const isLast = index === attempts.length - 1;
		return [
			...(view.isDetailed ? detailedStepLines(attempt, view) : stepLines(attempt, view)),
			...failureLines(attempt, attempts[index - 1]?.failure, view),
			...waitLines(attempt, isLast && ending !== undefined, view),
		];
	});
	return [...lines, ...endingLines(run, view)];
};
