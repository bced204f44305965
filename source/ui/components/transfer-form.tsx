import {checkForm, completion} from '../../store/form.js';
import type {AccountRow, Field, Model} from '../../store/model.js';
import {cut} from '../format.js';
import {lineWidth, plain, spread, toned, type Line, type Segment} from '../line.js';
import {printable} from '../printable.js';
import type {Glyphs} from '../theme.js';
import {policyWords} from '../wait-words.js';
import {Panel} from './panel.js';
import {TextLine} from './text-line.js';

type TransferFormProps = {
	readonly model: Model;
	readonly width: number;
	readonly glyphs: Glyphs;
};

const labels: Readonly<Record<Field, string>> = {from: 'From', to: 'To', amount: 'Amount'};

/** A field that takes text: what was typed, the cursor, and what Tab would make of it. */
const editedValue = (text: string, isFresh: boolean, field: Field, accounts: readonly AccountRow[]): Segment[] => {
	if (isFresh) {
		return [toned('marked', text === '' ? ' ' : text)];
	}

	const whole = field === 'amount' ? undefined : completion(text, accounts);
	const rest = whole?.toLowerCase().startsWith(text.toLowerCase()) ? whole.slice(text.length) : '';
	return [plain(text), toned('marked', rest.slice(0, 1) === '' ? ' ' : rest.slice(0, 1)), toned('dim', rest.slice(1))];
};

const fieldLine = ({form, accounts}: Model, field: Field, width: number, glyphs: Glyphs): Line => {
	const isFocused = form.focus === field;
	const label = `${labels[field]} ${isFocused ? glyphs.focus : ' '} `;
	const room = Math.max(1, width - label.length);
	const value = isFocused
		? editedValue(form[field].slice(-room), form.fresh, field, accounts)
		: [plain(cut(printable(form[field]), room))];
	const line = [toned(isFocused ? 'accent' : 'dim', label), ...value];
	const space = Math.max(0, width - lineWidth(line));
	return [...line, plain(' '.repeat(space))];
};

/** What is to be said of the form: what was just refused, what is wrong, or what to mind. */
const noteOf = (model: Model, width: number, glyphs: Glyphs): Line => {
	const {form, notice, news, making} = model;
	const say = (tone: 'failed' | 'waiting', text: string): Line => [toned(tone, cut(text, width - 18))];
	if (notice !== undefined) {
		return say('waiting', notice);
	}

	if (news === 'policy') {
		return say('waiting', policyWords(making, glyphs));
	}

	const checked = checkForm(model);
	const {faults} = model.making;
	if (checked.type === 'ready' && faults.length > 0) {
		return say('waiting', `to go wrong: ${faults.map(({name}) => name).join(', ')}`);
	}

	if (checked.type === 'ready') {
		return checked.warning === undefined ? [] : say('waiting', checked.warning);
	}

	// A field that is only being begun is not wrong yet.
	const isBegun = form.focus === checked.field && form[checked.field] === '';
	return form.focus === undefined || isBegun || form.fresh ? [] : say('failed', checked.problem);
};

/** Below this many cells the labels go. */
const compact = 64;

/** The form in few cells: who, whom, how much. */
const compactLine = (model: Model, width: number, glyphs: Glyphs): Line => {
	const {form, accounts, making} = model;
	const rivals: Line = [toned('dim', 'rivals '), plain(String(making.rivals))];
	const amountRoom = Math.min(14, form.amount.length + 1);
	const ownerRoom = Math.max(4, Math.floor((width - lineWidth(rivals) - amountRoom - 7) / 2));
	const value = (field: Field): Segment[] => {
		const room = field === 'amount' ? amountRoom : ownerRoom;
		return form.focus === field
			? [toned('accent', glyphs.focus), ...editedValue(form[field].slice(-room), form.fresh, field, accounts)]
			: [plain(cut(printable(form[field]), room))];
	};

	return spread([...value('from'), toned('dim', ` ${glyphs.to} `), ...value('to'), plain('  '), ...value('amount')], rivals, width);
};

/** The form, in one row. */
export function TransferForm({model, width, glyphs}: TransferFormProps) {
	const inside = width - 4;
	const rivals: Line = [toned('dim', 'Rivals '), plain(String(model.making.rivals))];
	const free = Math.max(0, inside - lineWidth(rivals));
	const amountWidth = Math.max(14, Math.floor(free * 0.34));
	const ownerWidth = Math.floor((free - amountWidth) / 2);
	const line = [
		...fieldLine(model, 'from', ownerWidth, glyphs),
		...fieldLine(model, 'to', ownerWidth, glyphs),
		...fieldLine(model, 'amount', free - (2 * ownerWidth), glyphs),
		...rivals,
	];
	return (
		<Panel title='Transfer' note={noteOf(model, width, glyphs)} width={width} height={3} glyphs={glyphs} isFocused={model.form.focus !== undefined}>
			<TextLine line={inside < compact ? compactLine(model, inside, glyphs) : line}/>
		</Panel>
	);
}
