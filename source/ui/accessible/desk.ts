import type {Intent} from '../../store/message.js';
import type {ReplayMessage} from '../../store/replay.js';
import type {Model} from '../../store/model.js';

/** What a typed command works with: the same model and the same intents as the keys of the screen. */
export type Desk = {
	model(): Model;
	dispatch(intent: Intent | ReplayMessage): void;
	/** In ms since 1970. */
	now(): number;
	/** Says sentences, each in a paragraph of its own. */
	say(...sentences: readonly string[]): void;
};

/** Something that can be typed, and what it works with: the bank's desk, a lesson's or a replay's. */
export type TypedCommand<On = Desk> = {
	/** The first one is the one that is told. */
	readonly names: readonly string[];
	/** What may stand behind it, as the help shows it. */
	readonly takes?: string;
	readonly help: string;
	/** It is put off until the bank is open. */
	readonly needsBank?: true;
	/** It is for what is under way, and so waits for the end of nothing. */
	readonly isUrgent?: true;
	act(words: readonly string[], desk: On): void;
};
