import {isCommit} from '../../transactions/restart.js';
import {noLanes, type LaneEvent, type Lanes, type LaneState, type NewRow, type StatementRow, type StormRow} from './rows.js';

type Told<Type extends LaneEvent['type']> = Extract<LaneEvent, {readonly type: Type}>;

const withState = (lanes: Lanes, session: string, state: LaneState): Lanes => ({
	...lanes,
	sessions: lanes.sessions.includes(session) ? lanes.sessions : [...lanes.sessions, session],
	states: {...lanes.states, [session]: state},
});

/** How the sessions stand as the lanes show it. */
const shown = ({states, doubts}: Lanes): Lanes['states'] => doubts.length === 0
	? states
	: {...states, ...Object.fromEntries(doubts.map(session => [session, 'unknown']))};

const withRow = (lanes: Lanes, row: NewRow): Lanes => ({...lanes, rows: [...lanes.rows, {...row, states: shown(lanes)}]});

const openStates: ReadonlySet<LaneState | undefined> = new Set(['open', 'waiting', 'failed']);

const isOpen = (state: LaneState | undefined): boolean => openStates.has(state);

/** Whoever committed last while this session's transaction was open: whom a refusal is about. */
const winnerOver = ({commits}: Lanes, session: string): string | undefined => commits.find(({during}) => during.includes(session))?.session;

/** The place of the statement that a session has under way; -1 where it has none. */
const underWay = ({rows}: Lanes, session: string): number =>
	rows.findLastIndex(row => row.type === 'statement' && row.session === session && (row.state === 'sent' || row.state === 'blocked'));

/** Puts an answer into its statement's row; where that told of a wait, in a row of its own. */
const answered = (lanes: Lanes, session: string, answer: Partial<StatementRow> & {readonly at: number}): Lanes => {
	const place = underWay(lanes, session);
	const row = lanes.rows[place];
	if (row?.type !== 'statement') {
		return lanes;
	}

	if (row.state === 'blocked') {
		const told = lanes.rows.with(place, {...row, state: 'blocked', waited: true});
		const {states: _, by: __, ...rest} = row;
		return withRow({...lanes, rows: told}, {...rest, ...answer, waited: true});
	}

	return {...lanes, rows: lanes.rows.with(place, {...row, ...answer, at: row.at, states: {...row.states, [session]: shown(lanes)[session] ?? 'idle'}})};
};

const finish = (lanes: Lanes, event: Told<'statement-finished'>): Lanes => {
	const {session, statement: {label, text}, at, elapsed, rowCount, row} = event;
	// A transfer tells its first row only.
	const rows = event.rows ?? (row && [Object.values(row).map(String)]);
	const isEnd = isCommit(label) || label === 'rollback';
	const wasOpen = isOpen(lanes.states[session]);
	const state = label === 'begin' || (wasOpen && !isEnd) ? 'open' : 'idle';
	// Outside a transaction each statement that changes something commits by itself.
	const hasCommitted = isCommit(label) || (!wasOpen && /^(?:insert|update|delete)\b/iv.test(text));
	const during = lanes.sessions.filter(each => each !== session && isOpen(lanes.states[each]));
	// What was committed before it began is no matter for a new transaction.
	const past = label === 'begin' ? lanes.commits.map(commit => ({...commit, during: commit.during.filter(each => each !== session)})) : lanes.commits;
	const commits = hasCommitted ? [{session, during}, ...past] : past;
	return answered({...withState(lanes, session, state), commits}, session, {at, state: 'done', elapsed, rowCount, ...(rows && {rows})});
};

const fail = (lanes: Lanes, {session, failure, elapsed, at}: Told<'statement-failed'>): Lanes => {
	const isLost = failure.verdict === 'ambiguous' || failure.code === undefined;
	const wasOpen = isOpen(lanes.states[session]) && !isCommit(failure.statement?.label);
	const row = lanes.rows[underWay(lanes, session)];
	const waitedFor = row?.type === 'statement' ? row.by?.[0] : undefined;
	// The winner's own answer may come later than this one.
	const meets = failure.code === '40P01' ? waitedFor : winnerOver(lanes, session) ?? waitedFor;
	const stays = wasOpen ? 'failed' : 'idle';
	const next = withState(lanes, session, isLost ? 'gone' : stays);
	return answered(failure.verdict === 'ambiguous' ? {...next, doubts: [...lanes.doubts, session]} : next, session, {
		at, state: isLost ? 'lost' : 'failed', elapsed, failure, meets: failure.verdict === 'retry' && !isLost ? meets : undefined,
	});
};

const block = (lanes: Lanes, {session, by}: Told<'statement-blocked'>): Lanes => {
	const place = underWay(lanes, session);
	const row = lanes.rows[place];
	const next = withState(lanes, session, 'waiting');
	return row?.type === 'statement'
		? {...next, rows: lanes.rows.with(place, {...row, state: 'blocked', by, meets: by.find(each => lanes.sessions.includes(each)), states: shown(next)})}
		: lanes;
};

/** Puts what a storm came to so far into its row. */
const withStorm = (lanes: Lanes, figures: Told<'storm-sample' | 'storm-ended'>, change: (row: StormRow) => Partial<StormRow>): Lanes => {
	const place = lanes.rows.findLastIndex(row => row.type === 'storm' && row.name === figures.storm);
	const row = lanes.rows[place];
	return row?.type === 'storm' ? {...lanes, rows: lanes.rows.with(place, {...row, figures, ...change(row)})} : lanes;
};

const faultStates: Readonly<Record<string, LaneState>> = {cut: 'gone', reconnect: 'idle'};

/** Folds one event into the lanes. Pure: what is drawn comes from the events alone. */
export const foldLanes = (lanes: Lanes, event: LaneEvent): Lanes => {
	const begun: Lanes = {...lanes, startedAt: lanes.startedAt ?? event.at};
	switch (event.type) {
		case 'lesson-started': {
			const {sessions, at} = event;
			return {...noStates(sessions), startedAt: at};
		}

		case 'statement-sent': {
			const {session, statement, at} = event;
			return withRow(withState(begun, session, begun.states[session] ?? 'idle'), {type: 'statement', at, session, statement, state: 'sent'});
		}

		case 'statement-finished': {
			return finish(begun, event);
		}

		case 'statement-failed': {
			return fail(begun, event);
		}

		case 'statement-blocked': {
			return block(begun, event);
		}

		case 'backoff-started': {
			const {at, session, delay, ceiling} = event;
			return event.locksHeld ? begun : withRow(withState(begun, session, 'backoff'), {type: 'backoff', at, session, delay, ceiling});
		}

		case 'outcome-resolved': {
			const {at, session, committed} = event;
			return withRow({...begun, doubts: begun.doubts.filter(each => each !== session)}, {type: 'resolved', at, session, committed});
		}

		case 'fault-injected': {
			const {at, session, fault, title} = event;
			return withRow(withState(begun, session, faultStates[fault] ?? begun.states[session] ?? 'idle'), {type: 'fault', at, session, title});
		}

		case 'lesson-caption': {
			return withRow(begun, {type: 'caption', text: event.text});
		}

		case 'lesson-code': {
			return withRow(begun, {type: 'code', title: event.title, lines: event.lines});
		}

		case 'lesson-question': {
			return withRow(begun, {type: 'question', text: event.text, answer: event.answer});
		}

		case 'expectation-missed': {
			const {line, session, statement, expected, found} = event;
			return withRow(begun, {type: 'missed', line, session, statement, expected, found});
		}

		case 'storm-started': {
			const {type: _type, at: _at, storm, clients, ...shape} = event;
			return withRow(begun, {type: 'storm', name: storm, shape, clients, points: [], isOver: false});
		}

		case 'storm-sample': {
			const {commitsNow: commits, retriesNow: retries} = event;
			return withStorm(lanes, event, row => ({points: [...row.points, {commits, retries}]}));
		}

		case 'storm-ended': {
			return withStorm(lanes, event, () => ({isOver: true}));
		}

		case 'attempt-started':
		case 'connection-acquired':
		case 'attempt-failed':
		case 'committed':
		case 'outcome-unknown':
		case 'gave-up':
		case 'lesson-step':
		case 'lesson-checked':
		case 'lesson-compared':
		case 'lesson-lost':
		case 'lesson-regained':
		case 'lesson-ended': {
			return lanes;
		}
	}
};

const noStates = (sessions: readonly string[]): Lanes =>
	({...noLanes, sessions, states: Object.fromEntries(sessions.map(session => [session, 'idle']))});
