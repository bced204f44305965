import type {Line} from './line.js';
import {printable} from './printable.js';
import type {Theme} from './themes.js';

/** A line for a stream, with everything from outside made safe; without colours where there is no `paint`. */
export const paintLine = (line: Line, paint?: Theme['paint']): string =>
	line.map(({text, tone = 'plain'}) => paint?.[tone](printable(text)) ?? printable(text)).join('').trimEnd();
