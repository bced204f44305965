import type {Model} from '../../store/model.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import {contextOf, footerBindings} from '../keys.js';
import type {Glyphs} from '../theme.js';
import {TextLine} from './text-line.js';

/** Which keys there are, and whether letters are keys or text. As many as fit; the last two always. */
export function Footer({model, width, glyphs}: {readonly model: Model; readonly width: number; readonly glyphs: Glyphs}) {
	const context = contextOf(model);
	const hints = footerBindings(context, model).map(({shown, hint, hintIn}): Line => [toned('accent', shown(glyphs)), plain(` ${hintIn?.(model) ?? hint}`)]);
	const {focus} = model.form;
	const mode: Line = context === 'edit' && focus !== undefined
		? [toned('marked', ` text goes into ${{from: 'From', to: 'To', amount: 'Amount'}[focus]} `)]
		: [];
	const line = [plain(' '), ...mode];
	for (const hint of hints) {
		const gap = line.length === 1 ? '' : '  ';
		if (lineWidth(line) + gap.length + lineWidth(hint) <= width) {
			line.push(plain(gap), ...hint);
		}
	}

	return <TextLine line={line}/>;
}
