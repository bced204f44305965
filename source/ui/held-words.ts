import {engineTitled} from '../database/engines/index.js';
import {postgresql} from '../database/engines/postgresql.js';
import {currentWait, isRunning, type Model} from '../store/model.js';
import type {HeldStatement} from '../store/run.js';
import {trailLength} from '../store/trail.js';
import {printable} from './printable.js';
import {statementWords} from './statement-words.js';

/** What a held statement is called, and whose it is if it isn't ours. */
export const heldName = ({session, statement: {label = '', text}}: HeldStatement): string =>
	`${session === 'you' ? '' : `${printable(session)}'s `}${statementWords[label] ?? printable(text)}`;

/** How long time can stand still inside a transaction, on the server at hand. */
export const limitWords = ({connection}: Model): string => {
	const {holding: {longest, since}} = engineTitled(connection.type === 'connected' ? connection.server.engine : undefined) ?? postgresql;
	return `For ${longest / 60_000} min${since === 'begin' ? ' from BEGIN' : ''} at most: --timeout stands still, too, but the server's limit doesn't.`;
};

/** What time's standing still comes to just now; undefined where it goes on, or where a wait says so itself. */
export const pauseWords = (model: Model): string | undefined => {
	if (model.back !== undefined) {
		return `Back at ${model.back} of ${model.trail ? trailLength(model.trail) : 0}. The screen went back, the database didn't: . goes on.`;
	}

	if (!isRunning(model) || !model.pacing.paused || currentWait(model)) {
		return undefined;
	}

	const held = model.run?.held;
	return held ? `Paused before ${heldName(held)}: . sends, space goes on.` : 'Paused: the next statement will be held.';
};
