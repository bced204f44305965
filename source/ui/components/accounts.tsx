import {memo} from 'react';
import stringWidth from 'string-width';
import {formatCents} from '../../bank/money.js';
import type {AccountRow} from '../../store/model.js';
import {cut, pad} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {printable} from '../printable.js';
import {Panel} from './panel.js';
import {Lines} from './text-line.js';

type AccountsProps = {
	readonly accounts: readonly AccountRow[];
	/** The owner to keep in sight. */
	readonly focused: string;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
};

const changeOf = ({change}: AccountRow, glyphs: Glyphs): string =>
	change === 0n ? '' : `${change > 0n ? glyphs.up : glyphs.down} ${formatCents(change < 0n ? -change : change).slice(1)}`;

/** One account in `width` cells: whose, by how much it moved, and what is in it. */
const accountLine = (row: AccountRow, balanceWidth: number, width: number, glyphs: Glyphs): Line => {
	const change = changeOf(row, glyphs);
	const room = Math.max(0, width - balanceWidth - 1);
	const owner = pad(cut(printable(row.owner), Math.max(4, room - (change === '' ? 0 : change.length + 1))), Math.max(0, room - change.length));
	return [
		plain(owner),
		toned(row.change > 0n ? 'committed' : 'failed', change),
		plain(` ${pad(formatCents(row.balance), balanceWidth, 'right')}`),
	];
};

/** Which rows to show when there are more than fit: those around the one in focus. */
const windowStart = (count: number, focus: number, rows: number): number =>
	Math.max(0, Math.min(focus - Math.floor(rows / 2), count - rows));

/** The accounts as they are, each in its place. They are drawn when they change, which most frames don't. */
export const Accounts = memo(({accounts, focused, width, height, glyphs}: AccountsProps) => {
	const inside = width - 4;
	const rows = height - 2;
	const start = windowStart(accounts.length, accounts.findIndex(({owner}) => owner === focused), rows);
	const shown = accounts.slice(start, start + rows);
	const balanceWidth = Math.max(0, ...shown.map(({balance}) => stringWidth(formatCents(balance))));
	const note = accounts.length > rows ? [toned('dim', `${start + 1}${glyphs.range}${start + shown.length} of ${accounts.length}`)] : [];
	return (
		<Panel title='Accounts' note={note} width={width} height={height} glyphs={glyphs}>
			<Lines lines={shown.map(row => accountLine(row, balanceWidth, inside, glyphs))}/>
		</Panel>
	);
});
