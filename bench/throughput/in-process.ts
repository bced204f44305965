import type {Cure} from '../../source/load/cures/cure.js';
import {cures} from '../../source/load/cures/index.js';
import {readThenWrite} from '../../source/load/cures/read-then-write.js';
import {fullJitter} from '../../source/transactions/policies/full-jitter.js';
import type {Contender} from './contender.js';
import {runClients} from './run-clients.js';
import {tutorialWaits, waits} from './waits.js';

/** Nobody gives up: what is measured ends by itself. */
const endless = {maxAttempts: Infinity, deadline: Infinity, ...waits} as const;

/** A cure as a contender: many clients in one program, on the connections that the program opens for them. */
const competeWith = (cure: Cure, policy = fullJitter): Contender['compete'] => async (cell, ms) => {
	const open = await cure.open(cell.stage.bank, cell.clients, {...endless, policy});
	try {
		return await runClients(cell, ms, async (transfer, client, signal) => open.move(transfer, {session: `client ${client}`, signal}));
	} finally {
		await open.close();
	}
};

/** Every cure with full jitter, and the plain one with the tutorial's waits as well. */
export const inProcess: readonly Contender[] = [
	...cures.map((cure): Contender => ({
		name: cure.name,
		title: cure === readThenWrite ? `${cure.title}, plain` : cure.title,
		kind: cure === readThenWrite ? 'plain' : 'ours',
		isOneEach: cure.isOneEach,
		compete: competeWith(cure),
	})),
	{
		name: 'tutorial',
		title: `${readThenWrite.title}, ${tutorialWaits.title}`,
		kind: 'others',
		isOneEach: true,
		compete: competeWith(readThenWrite, tutorialWaits),
	},
];
