import type pg from 'pg';
import type {Setting} from './engines/engine.js';
import type {Place} from './places.js';
import {noteServedBy} from './served-by.js';

/** A setting that the server would not take, and what it said. */
export type RefusedSetting = Setting & {readonly why: string};

/** What a server made of the settings. */
export type SessionSettings = {
	readonly taken: readonly Setting[];
	readonly refused: readonly RefusedSetting[];
};

const setAll = (settings: readonly Setting[]): string => settings.map(({name, value}) => `SET ${name} = ${value}`).join('; ');

/** Sets what the server is known to take. */
const applySettings = async (client: Pick<pg.ClientBase, 'query'>, taken: readonly Setting[]): Promise<void> => {
	if (taken.length > 0) {
		await client.query(setAll(taken));
	}
};

/** What each connection after the first one is made ready with. */
export type SessionStart = {
	/** What the server took on the first. */
	readonly taken: readonly Setting[];
	/** Asks which node serves, where the first connection was told. */
	readonly askNode: string | undefined;
	/** The connection string names several hosts. */
	readonly isOneOfSeveral: boolean;
};

/** A client that is connected; pg's types keep to themselves where to. */
type Connected = Pick<pg.ClientBase, 'query'> & Partial<Place>;

/** Makes one more connection ready, in one round trip: its settings, and who serves it. */
export const startSession = async (client: Connected, {taken, askNode, isOneOfSeveral}: SessionStart): Promise<void> => {
	const {host = '', port = 0} = client;
	if (askNode === undefined) {
		await applySettings(client, taken);
		if (isOneOfSeveral) {
			noteServedBy(client, {host, port});
		}

		return;
	}

	const text = [...(taken.length > 0 ? [setAll(taken)] : []), askNode].join('; ');
	// Several statements in one text have several results.
	const answers: ReadonlyArray<pg.QueryResult<Record<string, unknown>>> = [await client.query<Record<string, unknown>>(text)].flat();
	const node = Object.values(answers.at(-1)?.rows[0] ?? {})[0];
	noteServedBy(client, {host, port, ...(typeof node === 'string' && {node})});
};

/**
Sets what the server takes on its first connection: all of it in one round trip, or, where something is refused, one by one.

@throws What isn't an answer of the server's.
*/
export const trySettings = async (client: Pick<pg.ClientBase, 'query'>, settings: readonly Setting[]): Promise<SessionSettings> => {
	try {
		await applySettings(client, settings);
		return {taken: settings, refused: []};
	} catch (error) {
		if (!(error instanceof Error && 'severity' in error)) {
			throw error;
		}
	}

	const taken: Setting[] = [];
	const refused: RefusedSetting[] = [];
	for (const setting of settings) {
		try {
			await applySettings(client, [setting]);
			taken.push(setting);
		} catch (error) {
			if (!(error instanceof Error && 'severity' in error)) {
				throw error;
			}

			refused.push({...setting, why: error.message});
		}
	}

	return {taken, refused};
};
