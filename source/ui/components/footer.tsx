import type {Model} from '../../store/model.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import {contextOf, footerBindings, type KeyBinding} from '../keys.js';
import type {Glyphs} from '../theme.js';
import {TextLine} from './text-line.js';

/** Between two keys. */
const gap = '  ';

/** The keys that there is room for: those that yield leave first, as their order has it. */
const fitting = (named: readonly KeyBinding[], room: number, widthOf: (binding: KeyBinding) => number): readonly KeyBinding[] => {
	let shown = named;
	for (const weakest of named.filter(({yields}) => yields !== undefined).toSorted((a, b) => (a.yields ?? 0) - (b.yields ?? 0))) {
		let taken = -gap.length;
		for (const binding of shown) {
			taken += gap.length + widthOf(binding);
		}

		if (taken > room) {
			shown = shown.filter(each => each !== weakest);
		}
	}

	return shown;
};

/** Which keys there are, and whether letters are keys or text. As many as fit. */
export function Footer({model, width, glyphs}: {readonly model: Model; readonly width: number; readonly glyphs: Glyphs}) {
	const context = contextOf(model);
	const hintOf = ({shown, hint, hintIn}: KeyBinding): Line => [toned('accent', shown(glyphs)), plain(` ${hintIn?.(model) ?? hint}`)];
	const {focus} = model.form;
	const mode: Line = context === 'edit' && focus !== undefined
		? [toned('marked', ` text goes into ${{from: 'From', to: 'To', amount: 'Amount'}[focus]} `)]
		: [];
	const line = [plain(' '), ...mode];
	for (const binding of fitting(footerBindings(context, model), width - 1, each => lineWidth(hintOf(each)))) {
		const hint = hintOf(binding);
		const before = line.length === 1 ? '' : gap;
		if (lineWidth(line) + before.length + lineWidth(hint) <= width) {
			line.push(plain(before), ...hint);
		}
	}

	return <TextLine line={line}/>;
}
