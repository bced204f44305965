import type {Glyphs} from '../theme.js';

/** What whoever makes something of a recording is told beside it. */
export type ExportOptions = {
	/** What the recording is called. */
	readonly name: string;
	readonly glyphs: Glyphs;
	/** How fast a film goes: 0.1 is slow motion. */
	readonly pace: number;
};
