import type pg from 'pg';
import type {Setting} from './engines/engine.js';

/** A setting that the server would not take, and what it said. */
export type RefusedSetting = Setting & {readonly why: string};

/** What a server made of the settings. */
export type SessionSettings = {
	readonly taken: readonly Setting[];
	readonly refused: readonly RefusedSetting[];
};

const setAll = (settings: readonly Setting[]): string => settings.map(({name, value}) => `SET ${name} = ${value}`).join('; ');

/** Sets on one more connection what the server took on the first. */
export const applySettings = async (client: Pick<pg.ClientBase, 'query'>, taken: readonly Setting[]): Promise<void> => {
	if (taken.length > 0) {
		await client.query(setAll(taken));
	}
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
