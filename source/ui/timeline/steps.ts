import {formatCents} from '../../bank/money.js';
import type {Attempt, StatementStep, Step} from '../../store/run.js';
import {serverWords, fullServerWords, type ServedBy} from '../../database/served-by.js';
import {isCommit} from '../../transactions/restart.js';
import {cut, formatMs} from '../format.js';
import {lineWidth, plain, spread, toned, type Line, type Segment} from '../line.js';
import {printable} from '../printable.js';
import {statementWords} from '../statement-words.js';
import type {Glyphs} from '../theme.js';
import {indent, numberCell, type TimelineView} from './view.js';

/** Who serves a session, where that is worth a word. */
const serverSegments = (server: ServedBy | undefined, {namesServers}: TimelineView): Segment[] =>
	server && namesServers ? [toned('dim', printable(serverWords(server)))] : [];

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

	return isCommit(label)
		? [toned('committed', `${word} ${glyphs.committed}`), toned('dim', time)]
		: [plain(`${word}${balance}`), toned('dim', time)];
};

const stepSegments = (step: Step, view: TimelineView): Segment[] => {
	const {glyphs} = view;
	if (step.type === 'statement') {
		return statementSegments(step, glyphs);
	}

	if (step.type === 'fault') {
		return [toned('waiting', `fault: ${step.name}`)];
	}

	const signs = {running: glyphs.more, committed: glyphs.conflict, failed: glyphs.failed};
	const [server] = serverSegments(step.server, view);
	const {transfer: {from, cents}, elapsed} = step;
	return [
		toned('accent', `rival ${signs[step.state]} ${view.owner(from)} ${formatCents(-cents)}`),
		...(elapsed === undefined ? [] : [toned('dim', ` ${formatMs(elapsed)}`)]),
		...(server ? [plain(' '), server] : []),
	];
};

/** The steps of an attempt, one after the other, broken between steps. */
export const stepLines = ({number, steps, server}: Attempt, view: TimelineView): Line[] => {
	const {width, glyphs} = view;
	const lines: Line[] = [];
	let line: Segment[] = [toned('strong', numberCell(number))];
	let isEmpty = true;
	const all = [serverSegments(server, view), ...steps.map(step => stepSegments(step, view))].filter(segments => segments.length > 0);
	for (const segments of all) {
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

const stepWords = (step: Step, {glyphs, owner, namesServers}: TimelineView): Segment => {
	if (step.type === 'rival') {
		const {transfer: {from, to, cents}, state, server} = step;
		const on = server && namesServers ? ` on ${printable(serverWords(server))}` : '';
		const became = {running: glyphs.more, committed: 'and commits first', failed: 'and fails'}[state];
		return toned('accent', `rival ${glyphs.conflict}${on} sends ${formatCents(cents)} from ${owner(from)} to ${owner(to)} ${became}`);
	}

	if (step.type === 'fault') {
		return toned('waiting', `fault: ${step.title}`);
	}

	const {statement, state, row} = step;
	const text = printable(statement.text);
	if (state === 'failed') {
		return toned('failed', `${text}  ${glyphs.failed}`);
	}

	const balance = statement.label === 'read-balance' && typeof row?.['balance'] === 'string' ? `  ${glyphs.to} ${formatCents(BigInt(row['balance']))}` : '';
	return isCommit(statement.label) && state === 'done' ? toned('committed', `${text}  ${glyphs.committed}`) : plain(text + balance);
};

/** The steps of an attempt, each in a line of its own. */
export const detailedStepLines = ({number, steps, server}: Attempt, view: TimelineView): Line[] => {
	const {width, glyphs, namesServers} = view;
	const on = server && namesServers ? toned('dim', `on ${printable(fullServerWords(server))}`) : undefined;
	const lines = steps.map((step, index): Line => {
		const elapsed = step.type === 'fault' ? undefined : step.elapsed;
		const time = elapsed === undefined ? '' : formatMs(elapsed);
		const {text, ...tone} = stepWords(step, view);
		return spread([
			index === 0 && !on ? toned('strong', numberCell(number)) : plain(indent),
			{...tone, text: cut(text, width - indent.length - 8)},
		], [toned(time === '' ? 'waiting' : 'dim', time === '' && step.type !== 'fault' && step.state !== 'committed' ? glyphs.more : time)], width);
	});
	if (on) {
		return [[toned('strong', numberCell(number)), on], ...lines];
	}

	return lines.length === 0 ? [[toned('strong', String(number))]] : lines;
};
