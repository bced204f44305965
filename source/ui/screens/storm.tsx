import {Box} from 'ink';
import {formatCents} from '../../bank/money.js';
import type {Frame} from '../../store/store.js';
import type {StormModel} from '../../store/storm.js';
import {BottomLine} from '../components/bottom-line.js';
import {Help, keyLines, namedIn} from '../components/help.js';
import {Panel} from '../components/panel.js';
import {ReplayBar} from '../components/replay-bar.js';
import {Lines, TextLine} from '../components/text-line.js';
import {pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {captionLines, type Projection} from '../projection.js';
import {figureMeanings} from '../storm/figures.js';
import {adviceLines, adviceWords, auditLine, chartLines, figureLines, placeLine, titleLine} from '../storm/storm-lines.js';
import {formatCount} from '../storm/words.js';
import type {Glyphs} from '../theme.js';

/** From this many columns on, the hottest accounts stand at the right. */
const wide = 120;
const hottestWidth = 46;
/** Rows that are there whatever the height: title, place, six rows of figures, audit, two of advice, footer, and three between them. */
const fixedRows = 15;

/** Rows of the caption in a room: the advice is there, and in no other place. */
const captionRows = 2;

type Size = {readonly width: number; readonly height: number; readonly glyphs: Glyphs};

const story = 'Many clients want the same few rows. The server lets one of them have it and refuses the others (SQLSTATE 40001); they wait, by'
	+ ' the backoff policy, and try all of it again. How conflicts are met is the cure: c tries the next one, p the next policy.';

/** How many rows each chart gets: commits most, and each at least one. */
const chartHeights = (rows: number): readonly [number, number, number] => {
	const spare = Math.max(0, Math.min(rows, 24) - 3);
	const small = Math.floor(spare / 3);
	return [1 + spare - (2 * small), 1 + small, 1 + small];
};

/** One account, or what stands above them, in as many cells as there are. */
const cells = (owner: string, ...figures: readonly string[]): string => pad(owner, 10) + figures.map((figure, place) => pad(figure, place === 0 ? 12 : 10, 'right')).join('');

/** The accounts that most transfers touch. */
function Hottest({frame, storm, width, height, glyphs}: Size & {readonly frame: Frame; readonly storm: StormModel}) {
	const balances = new Map(frame.model.accounts.map(({id, balance}) => [id, balance]));
	const head: Line = [toned('dim', cells('', 'balance', 'transfers', 'conflicts'))];
	const lines = (storm.sample?.hottest ?? []).map(({id, owner, transfers, conflicts}): Line => {
		const balance = balances.get(id);
		return [plain(cells(owner, balance === undefined ? glyphs.more : formatCents(balance), formatCount(transfers), formatCount(conflicts)))];
	});
	return (
		<Panel title='Hottest accounts' width={width} height={height} glyphs={glyphs}>
			<Lines lines={[head, ...lines].slice(0, height - 2)}/>
		</Panel>
	);
}

/** Each figure in one sentence. */
function Figures({width, height, glyphs}: Size) {
	const titleWidth = 11;
	const lines = figureMeanings(glyphs).flatMap(([title, meaning]): Line[] => wrap(meaning, width - 4 - titleWidth).map((text, index) => [
		toned('accent', pad(index === 0 ? title : '', titleWidth)), plain(text),
	]));
	return (
		<Panel title='What the figures mean' note={[toned('dim', 'esc closes it')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={lines.slice(0, height - 2)}/>
		</Panel>
	);
}

function StormHelp({width, height, glyphs}: Size) {
	const told = wrap(story, width - 4).map((line): Line => [plain(line)]);
	return (
		<Panel title='Help' note={[toned('dim', 'esc closes it')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={[...told, [], ...keyLines('Keys', namedIn('storm'), width - 4, glyphs)].slice(0, height - 2)}/>
		</Panel>
	);
}

/** The storm: charts, figures, the audit, and what to do about it. */
export function StormScreen({frame, storm, projection, columns, rows, glyphs}: {
	readonly frame: Frame;
	readonly storm: StormModel;
	readonly projection?: Projection | undefined;
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
}) {
	const {model} = frame;
	const barRows = model.replay ? 3 : 0;
	const caption = projection ? captionLines(adviceWords(frame, storm), columns, captionRows, glyphs) : [];
	const height = rows - 1 - barRows - caption.length;
	const isWide = columns >= wide;
	const width = isWide ? columns - hottestWidth : columns;
	const lines: Line[] = [
		[],
		...chartLines(storm, width, chartHeights(height + 1 + caption.length - fixedRows), glyphs),
		[],
		...(storm.sample ? figureLines(storm.sample, storm.clients, width, glyphs) : [[], [], [], [], [], []]),
		[],
		auditLine(frame, glyphs),
		...(projection ? [] : adviceLines(frame, storm, width)),
	];
	const size = {width: columns, height, glyphs};
	const isOpen = model.overlay === 'help' || model.overlay === 'explain';
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			{model.overlay === 'help' && (model.replay ? <Help {...size} isReplay/> : <StormHelp {...size}/>)}
			{model.overlay === 'explain' && <Figures {...size}/>}
			{!isOpen && (
				<Box flexDirection='column' height={height} flexShrink={0}>
					<TextLine line={titleLine(storm, columns, glyphs)}/>
					<TextLine line={placeLine(frame, storm, columns, glyphs)}/>
					<Box height={height - 2} flexShrink={0}>
						<Box flexDirection='column' width={width}><Lines lines={lines.slice(0, height - 2)}/></Box>
						{isWide && <Hottest {...size} frame={frame} storm={storm} width={hottestWidth} height={Math.min(height - 2, 12)}/>}
					</Box>
				</Box>
			)}
			<Lines lines={caption}/>
			{model.replay && <ReplayBar model={model} replay={model.replay} width={columns} glyphs={glyphs}/>}
			<BottomLine model={model} projection={projection} width={columns} glyphs={glyphs}/>
		</Box>
	);
}
