import {wrap} from './format.js';
import {plain, spread, toned, type Line} from './line.js';
import type {Glyphs} from './theme.js';

/** A key, and what it is for, as they are shown. */
export type ShownKey = {readonly shown: string; readonly help: string};

/** A screen is for a room: a caption stands at its bottom, and the key that was pressed last. */
export type Projection = {readonly pressed: ShownKey | undefined};

/** What is to be known just now, for a room: in as many rows whether or not it needs them, so that nothing jumps. */
export const captionLines = (caption: string, width: number, rows: number, {focus}: Pick<Glyphs, 'focus'>): Line[] => {
	const lines = wrap(caption, width - 4).slice(0, rows);
	return Array.from({length: rows}, (_, row): Line => [toned('accent', row === 0 ? ` ${focus} ` : ' '.repeat(3)), toned('strong', lines[row] ?? '')]);
};

/** The key that was pressed last, in place of those that there are; `more` stands at the right. */
export const echoLine = ({shown, help}: ShownKey, width: number, more: Line = []): Line =>
	spread([plain(' '), toned('marked', ` ${shown} `), toned('strong', ` ${help}`)], [...more, toned('accent', '?'), plain(' help ')], width);
