import {auditBank, type Audit} from '../../bank/audit.js';
import type {Bank} from '../../bank/bank.js';
import {isolationInForce} from '../../database/isolation-in-force.js';
import {systemClock, type Clock} from '../../transactions/clock.js';
import {seededRandom} from '../../transactions/seeded-random.js';
import {passHold, type Hold} from '../hold.js';
import {hotSpotText, type HotSpot} from '../hot-spot.js';
import {outageTelling} from '../outage-events.js';
import {createOutage, type OnLoss, type OutageBackoff} from '../outage.js';
import {startStorm, type StormOptions} from '../storm.js';
import type {LabCell} from './cells.js';
import type {CellRun, CellShape, LabMoney, LabShape, OnLabEvent} from './events.js';
import {labResult, type LabResult} from './lab-result.js';
import {dropAtLast, makeLabTables, type LabTables} from './lab-tables.js';
import {thisMachine} from './machine.js';
import {readModifyWrite} from './read-modify-write.js';
import {shuffled} from './shuffled.js';

/** What a lab is to be. */
export type LabPlan = Pick<StormOptions, 'maxAttempts' | 'deadline' | 'restart'> & {
	readonly cells: readonly LabCell[];
	readonly rounds: number;
	/** Of each cell in each round, in ms. */
	readonly duration: number;
	readonly clients: number;
	readonly accounts: number;
	readonly hot: HotSpot;
	/** Settles the order of the cells in each round, and what a storm's seed settles. */
	readonly seed: number;
	readonly signal?: AbortSignal | undefined;
	readonly onEvent?: OnLabEvent | undefined;
	/** Default: nothing is held. */
	readonly hold?: Hold | undefined;
	/** Default: the machine's. */
	readonly clock?: Clock | undefined;
	/** How long it waits before it asks a server again that was lost. Default: full jitter, from 50 ms to 5 s. */
	readonly backoff?: OutageBackoff | undefined;
};

/** How long each cell runs before anything is counted, in ms: connections come about, statements are prepared, code gets warm. */
const warmUp = 150;
/** What a transfer moves, in cents: a dollar can be seen in the books. */
const cents = 100n;

const moneyOf = ({conserved, total, opening, differences, lost, denied = 0, unknown}: Audit): LabMoney => {
	let astray = 0n;
	for (const difference of differences) {
		astray += difference.cents < 0n ? -difference.cents : difference.cents;
	}

	return {conserved, net: total - opening, astray, lost, denied, unknown};
};

/** Each cell as it is told, and what the engine can't have of them. */
const shapesOf = async (bank: Bank, cells: readonly LabCell[]) => {
	const {onlyLevel} = bank.database.server.engine;
	const levels = new Map<string, string>();
	const shapes = new Map<LabCell, CellShape>();
	const skipped: Array<LabShape['skipped'][number]> = [];
	for (const cell of cells) {
		const {name, cure, policy, base, cap, isolation} = cell;
		const why = cure.refusal?.(bank);
		if (why !== undefined) {
			skipped.push({title: cure.title, why});
			continue;
		}

		const inForce = levels.get(isolation) ?? await isolationInForce(bank.database, isolation);
		levels.set(isolation, inForce);
		// One that has a single level does the same for all that are asked for.
		if (onlyLevel !== undefined && shapes.values().some(each => each.cure === cure.name && each.policy === policy.name && each.base === base && each.cap === cap)) {
			continue;
		}

		shapes.set(cell, {
			name, cure: cure.name, title: cure.title, explanation: cure.explanation, isOneEach: cure.isOneEach,
			policy: policy.name, policyTitle: policy.title, base, cap, isolation, inForce,
			mayLose: cure === readModifyWrite && inForce === 'read committed',
		});
	}

	return {shapes, skipped};
};

/** Runs one cell once, on accounts that nothing has happened to; no further than to the loss of the server, which is told. */
const runCell = async (
	{bank, reset}: LabTables, cell: LabCell, plan: LabPlan, {duration, seed, onLoss}: {readonly duration: number; readonly seed: number; readonly onLoss: OnLoss},
): Promise<Omit<CellRun, 'round' | 'cell'>> => {
	const {clients, accounts, hot, maxAttempts, deadline, restart, signal, clock} = plan;
	const {cure, policy, base, cap, isolation} = cell;
	await reset(accounts);
	const storm = startStorm(bank, {
		cure, policy, base, cap, isolation: bank.database.server.engine.onlyLevel ?? isolation, restart, maxAttempts, deadline,
		clients, accounts, hot, cents, duration, seed, signal, clock,
		onLoss(loss) {
			onLoss(loss);
			storm.abandon();
		},
	});
	const figures = await storm.ended;
	signal?.throwIfAborted();
	return {...figures, money: moneyOf(await auditBank(bank, storm.books.books(true)))};
};

/**
Runs the same storm under each cell, round by round: each round runs every cell once, in an order of its own, so that a machine
that is busy for a while doesn't favour one. Everything happens in tables of its own beside the bank's, which are gone afterwards.
A run in which the server is lost doesn't count, and is played again once the server is back.

@throws The signal's reason, if it is aborted; or what a storm, an audit or a table could not do.
*/
export const runLab = async (bank: Bank, plan: LabPlan): Promise<LabResult> => {
	const {cells, rounds, duration, clients, accounts, hot, seed, signal, onEvent, hold, clock = systemClock} = plan;
	const random = seededRandom(seed);
	const {engine, version, embedded} = bank.database.server;
	const {outlast, playWhole, repeated} = createOutage(bank.database, plan, outageTelling(onEvent));
	const {shapes, skipped} = await outlast(async () => shapesOf(bank, cells));
	const tables = await outlast(async () => makeLabTables(bank));
	const shape: LabShape = {
		cells: shapes.values().toArray(), skipped, rounds, duration, clients, accounts, hot: hotSpotText(hot), seed,
		machine: thisMachine(), server: {engine: engine.title, version, isEmbedded: embedded},
	};
	const runs: CellRun[] = [];
	const play = async (round: number, cell: LabCell, name: string) => {
		await passHold(hold, () => {
			onEvent?.({type: 'lab-held', at: clock.now()});
		});
		signal?.throwIfAborted();
		const run = await playWhole(async onLoss => {
			onEvent?.({type: 'lab-cell-started', at: clock.now(), round, cell: name});
			return runCell(tables, cell, plan, {duration: round === 0 ? Math.min(warmUp, duration) : duration, seed: (seed + round) % (2 ** 32), onLoss});
		}, tables.renew);
		if (round === 0) {
			return;
		}

		runs.push({round, cell: name, ...run});
		onEvent?.({type: 'lab-cell', at: clock.now(), round, cell: name, ...run});
	};

	try {
		onEvent?.({type: 'lab-started', at: clock.now(), ...shape});
		for (let round = 0; round <= rounds; round++) {
			for (const [cell, {name}] of shuffled(shapes.entries().toArray(), random)) {
				await play(round, cell, name);
			}
		}

		await outlast(tables.drop);
	} finally {
		await dropAtLast(tables, left => {
			onEvent?.({type: 'lab-tables-left', at: clock.now(), tables: left});
		});
	}

	const result = labResult(shape, runs, repeated());
	const {results, findings} = result;
	onEvent?.({type: 'lab-ended', at: clock.now(), results, findings});
	return result;
};
