import {useMemo} from 'react';
import {formatCents} from '../../bank/money.js';
import {checkForm} from '../../store/form.js';
import {isRunning, type AccountRow, type Model} from '../../store/model.js';
import type {Run} from '../../store/run.js';
import {wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {limitWords, pauseWords} from '../held-words.js';
import {namesServersIn} from '../names-servers.js';
import {newHere} from '../new-here.js';
import {rivalWords} from '../rival-words.js';
import {stageWords} from '../stage-words.js';
import {laneLines} from '../lanes/run-lanes.js';
import {timelineLines, type TimelineLine} from '../timeline/timeline.js';
import type {TimelineView} from '../timeline/view.js';
import type {Glyphs} from '../theme.js';
import {Panel} from './panel.js';
import {Lines} from './text-line.js';

type TimelineProps = {
	readonly model: Model;
	readonly now: number;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
};

/** From this size on each statement has a line of its own. */
const detailedWidth = 86;
const detailedRows = 24;

/** What to do when nothing has happened yet. */
const emptyWords = ({connection, form, making, accounts, replay}: Model, glyphs: Glyphs): string => {
	if (connection.type === 'connecting') {
		return `${stageWords[connection.doing]} ${glyphs.more}`;
	}

	if (connection.type === 'failed') {
		return connection.message;
	}

	if (replay) {
		return replay.count === 0 ? 'Nothing was recorded.' : 'Nothing yet. space lets it go on, . goes to the next event.';
	}

	if (accounts.length < 2) {
		return 'Reading the accounts …';
	}

	const checked = checkForm({form, accounts});
	if (checked.type === 'wrong') {
		return `Nothing yet. Fill in the form and press ${glyphs.enter} to send.`;
	}

	const more = making.rivals === 0 ? ' (r adds rivals)' : '';
	return `Nothing yet. Press ${glyphs.enter} to send ${formatCents(checked.cents)} from ${checked.from.owner} to ${checked.to.owner} ${rivalWords(making.rivals)}${more}.`;
};

const emptyLines = (model: Model, {width, rows, glyphs}: {readonly width: number; readonly rows: number; readonly glyphs: Glyphs}): string[] => {
	const words = wrap(emptyWords(model, glyphs), width);
	const offer = model.isFirstStart && model.accounts.length > 0 ? ['', ...wrap(newHere.words, width), ...wrap(newHere.command, width - 2).map(line => `  ${line}`)] : [];
	// Better not at all than half of it.
	return words.length + offer.length <= rows ? [...words, ...offer] : words;
};

const noteOf = (model: Model, glyphs: Glyphs): Line => {
	const {run, making, pacing} = model;
	const pace = pacing.pace === 1 ? [] : [toned('waiting', `${pacing.pace}× `)];
	if (!run) {
		return pace;
	}

	const {ending, attempts} = run;
	if (!ending) {
		const number = Math.max(1, attempts.length);
		// Those that find out about a lost COMMIT don't count, and may go beyond the limit.
		return [...pace, plain(number > making.maxAttempts ? `attempt ${number}` : `attempt ${number} of ${making.maxAttempts}`)];
	}

	switch (ending.type) {
		case 'committed': {
			return [...pace, toned('committed', `${glyphs.committed} committed`)];
		}

		case 'repeated': {
			return [...pace, toned('committed', `${glyphs.committed} already done`)];
		}

		case 'refused': {
			return [...pace, toned('failed', `${glyphs.failed} refused`)];
		}

		case 'gave-up': {
			return [...pace, toned('failed', `${glyphs.failed} ${ending.reason === 'aborted' ? 'cancelled' : 'not committed'}`)];
		}

		case 'unknown': {
			return [...pace, toned('waiting', `${glyphs.unknown} outcome unknown`)];
		}
	}
};

/** Names accounts; the same function for as long as they have the same names, whatever their balances. */
const useOwner = (accounts: readonly AccountRow[]) => {
	const names = useMemo(() => JSON.stringify(accounts.map(({id, owner}) => [id, owner])), [accounts]);
	return useMemo(() => {
		const owners = new Map(JSON.parse(names) as Array<[string, string]>);
		return (id: string) => owners.get(id) ?? id.slice(0, 8);
	}, [names]);
};

/** Where time stands still: before what, how it goes on, and for how long it can. */
const pausedLines = (model: Model, width: number, glyphs: Glyphs): TimelineLine[] => {
	const words = pauseWords(model);
	if (words === undefined) {
		return [];
	}

	const indent = ' '.repeat(2);
	const lines: Line[] = [
		[],
		...wrap(words, width - 2).map((text, index): Line => [toned('waiting', index === 0 ? `${glyphs.waiting} ` : indent), toned('waiting', text)]),
		...(model.back === undefined ? wrap(limitWords(model), width - 2).map((text): Line => [plain(indent), toned('dim', text)]) : []),
	];
	return lines.map((line, index) => ({key: `paused.${index}`, line}));
};

/** Who could pay instead, or what could be paid, where the bank refused because the balance doesn't cover it. */
const otherPayer = ({accounts, replay}: Model, {transfer: {from, to, cents}, ending}: Run, {tab}: Glyphs): string | undefined => {
	if (replay !== undefined || ending?.type !== 'refused' || ending.refusal.type !== 'insufficient-funds') {
		return undefined;
	}

	const [richest] = accounts.filter(({id}) => id !== from && id !== to).toSorted((a, b) => Number(b.balance - a.balance));
	return richest && richest.balance >= cents
		? `${richest.owner} has ${formatCents(richest.balance)}: ${tab} goes to From, where another owner can pay.`
		: `Nobody else has as much: ${tab} goes to the form, for a smaller amount.`;
};

/** What happened, in words, and which keys tell more: where something was refused, is over, and left room. */
const hintLines = (model: Model, {width, room, glyphs}: {readonly width: number; readonly room: number; readonly glyphs: Glyphs}): TimelineLine[] => {
	const {run, isInLanes} = model;
	if (!run?.ending || isInLanes === true) {
		return [];
	}

	const instead = otherPayer(model, run, glyphs);
	if (instead === undefined && run.attempts.every(({failure}) => failure === undefined)) {
		return [];
	}

	const isBeaten = run.attempts.slice(0, -1).some(({failure, steps}) => failure?.verdict === 'retry' && steps.some(step => step.type === 'rival' && step.state === 'committed'));
	const words = instead ?? `${isBeaten ? 'A rival committed first, so ours was refused and run again. ' : ''}e says why, l shows both side by side.`;
	const lines = ['', ...wrap(words, width)];
	return lines.length > room ? [] : lines.map((line, place) => ({key: `hint.${place}`, line: [toned('dim', line)]}));
};

/** What happened: the attempts of the transfer under way, or of the last one, newest in sight. */
export function TimelinePanel({model, now, width, height, glyphs}: TimelineProps) {
	const {run, accounts, pacing} = model;
	const rows = height - 2;
	const inside = width - 4;
	const owner = useOwner(accounts);
	const title = run
		? `${owner(run.transfer.from)} ${glyphs.to} ${owner(run.transfer.to)}  ${formatCents(run.transfer.cents)}`
		: 'What happened';
	const paused = pausedLines(model, inside, glyphs).slice(0, Math.max(1, Math.floor(rows / 3)));
	const view: TimelineView = {
		width: inside, now, pacing, glyphs, owner, isDetailed: inside >= detailedWidth && rows >= detailedRows, namesServers: namesServersIn(model),
	};
	const tell = model.isInLanes ? laneLines : timelineLines;
	const told = run ? [...tell(run, view, rows - paused.length, model), ...paused] : [];
	const lines = run
		? [...told, ...hintLines(model, {width: inside, room: rows - told.length, glyphs})]
		: emptyLines(model, {width: inside, rows, glyphs}).map((line, place) => ({key: String(place), line: [plain(line)]}));
	return (
		<Panel title={title} note={noteOf(model, glyphs)} width={width} height={height} glyphs={glyphs} isFocused={isRunning(model)}>
			<Lines lines={lines.map(({line}) => line)}/>
		</Panel>
	);
}
