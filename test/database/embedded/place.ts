import {
	chmod, mkdtemp, readdir, rm,
} from 'node:fs/promises';
import path from 'node:path';
import {type TestContext} from 'node:test';
import {databaseDirectories} from '../../../source/database/embedded/private-directory.js';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';

/** How long a test waits for something that takes a second on a free machine, in ms. */
export const patience = 20_000;

/** A temporary directory like /tmp, which only this test uses and which goes with it. */
export const makePlace = async (context: TestContext): Promise<string> => {
	const [base] = await databaseDirectories();
	const place = await mkdtemp(path.join(base ?? '/tmp', 'embedded-test-'));
	context.after(async () => rm(place, {recursive: true, force: true, maxRetries: 5}));
	await chmod(place, 0o1777);
	return place;
};

/** Waits until nothing is left in a place; false if something stays. */
export const isEmptied = async (place: string): Promise<boolean> => waitUntil(
	async () => {
		const names = await readdir(place);
		return names.length === 0;
	},
	{limit: patience},
);
