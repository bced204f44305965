import type {Pacing} from '../../transactions/paced-clock.js';
import {wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {printable} from '../printable.js';
import type {Glyphs, Tone} from '../theme.js';

/** What drawing a timeline needs to know. */
export type TimelineView = {
	/** Cells a line may take. */
	readonly width: number;
	readonly now: number;
	readonly pacing: Pacing;
	readonly glyphs: Glyphs;
	/** Each statement in a line of its own, in SQL. */
	readonly isDetailed: boolean;
	/** Each attempt says who serves it: where that isn't always the same. */
	readonly namesServers: boolean;
	/** The owner of an account, by its id. */
	owner(id: string): string;
};

/** What stands before everything but an attempt's number. */
export const indent = ' '.repeat(3);

/** An attempt's number, in the indent's place; from 100 on it takes a cell more. */
export const numberCell = (number: number): string => `${number} `.padEnd(indent.length);

/** Text from outside, in as many lines as it takes. */
export const paragraph = (text: string, tone: Tone, {width}: TimelineView): Line[] =>
	wrap(printable(text), width - indent.length).map(line => [plain(indent), toned(tone, line)]);
