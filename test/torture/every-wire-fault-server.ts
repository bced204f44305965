import type pg from 'pg';
import type {Gate} from '../../source/transactions/gate.js';
import type {Tables} from '../../source/bank/tables.js';
import {moveMoney} from '../../source/bank/transfer.js';

/** Where the server itself can be made to refuse, or to wait: its triggers know these steps. */
export const triggered = ['debit', 'credit', 'write-ledger', 'commit'] as const;

export type Triggered = (typeof triggered)[number];

/**
Triggers that do what a session asks of them: they raise a SQLSTATE, or wait for a lock that somebody else holds. The one
that stands for COMMIT is deferred to it.
*/
export const triggersIn = ({schema, accounts, transfers}: Tables): string[] => [
	`CREATE FUNCTION ${schema}.fault() RETURNS trigger LANGUAGE plpgsql AS $$
		DECLARE
			step text := TG_ARGV[0];
			asked text;
		BEGIN
			IF step = 'balance' THEN
				step := CASE WHEN NEW.balance < OLD.balance THEN 'debit' ELSE 'credit' END;
			END IF;

			asked := current_setting('fault.' || replace(step, '-', '_'), true);
			IF asked LIKE 'wait %' THEN
				PERFORM pg_advisory_xact_lock(substr(asked, 6)::int8);
			ELSIF asked <> '' THEN
				RAISE EXCEPTION 'refused with %', asked USING ERRCODE = asked;
			END IF;

			RETURN NEW;
		END $$`,
	`CREATE TRIGGER fault BEFORE UPDATE ON ${accounts} FOR EACH ROW EXECUTE FUNCTION ${schema}.fault('balance')`,
	`CREATE TRIGGER fault BEFORE INSERT ON ${transfers} FOR EACH ROW EXECUTE FUNCTION ${schema}.fault('write-ledger')`,
	`CREATE CONSTRAINT TRIGGER fault_at_commit AFTER INSERT ON ${transfers}
		DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${schema}.fault('commit')`,
];

/** Does something once, when a step is about to be sent. */
const once = (step: string, strike: Gate): Gate => {
	let isDue = true;
	return async point => {
		if (!isDue || point.statement.label !== step) {
			return;
		}

		isDue = false;
		await strike(point);
	};
};

/** Asks this transaction's triggers for something, and no other's. */
const ask = async ({client}: Parameters<Gate>[0], step: Triggered, what: string): Promise<void> => {
	await client.query('SELECT set_config($1, $2, true)', [`fault.${step.replace('-', '_')}`, what]);
};

/** Lets the server refuse a step, once. */
export const raising = (step: Triggered, code: string): Gate => once(step, async point => ask(point, step, code));

/** What can be done to a session by another one. */
export type Doing = 'pg_terminate_backend' | 'pg_cancel_backend';

/** Ends a session before it is asked for a step, once. */
export const endedBefore = (step: string, admin: pg.Pool): Gate => once(step, async ({client: {processID}}) => {
	await admin.query('SELECT pg_terminate_backend($1, 5000)', [processID]);
});

/** How long a session may take to get to its lock, in ms. */
const patience = 15_000;

/** The last lock that was taken: each is another one. */
let lock = 0;

/** Takes a lock that a session then waits for, and lets another session act on it while it waits. Resolves to what to ask of its triggers. */
const actOnWaiter = async (processId: unknown, doing: Doing, admin: pg.Pool): Promise<string> => {
	const key = ++lock;
	const holder = await admin.connect();
	await holder.query('SELECT pg_advisory_lock($1)', [key]);
	const act = async () => {
		const limit = performance.now() + patience;
		let waiting: number | null = 0;
		while (waiting === 0 && performance.now() < limit) {
			({rowCount: waiting} = await holder.query(`
				SELECT ${doing}(pid) FROM pg_locks
				WHERE locktype = 'advisory' AND NOT granted AND pid = $1`, [processId]));
		}

		await holder.query('SELECT pg_advisory_unlock($1)', [key]);
		holder.release();
	};

	void act();
	return `wait ${key}`;
};

/** Lets another session act while the server is at a step, once: the step waits for a lock until that has happened. */
export const interrupted = (step: Triggered, doing: Doing, admin: pg.Pool): Gate => once(step, async point => {
	await ask(point, step, await actOnWaiter(point.client.processID, doing, admin));
});

/** What is to happen to a transfer at a step: a SQLSTATE that the server raises, or what another session does to its. */
export type Unwatched = {readonly step: Triggered; readonly code: string} | {readonly step: Triggered; readonly doing: Doing};

/** The same where nobody watches, and there is no gate: the first of the transactions asks its triggers itself. */
export const strikingFirst = (what: Unwatched, admin: pg.Pool): typeof moveMoney => {
	let isDue = true;
	return async (transaction, tables, transfer) => {
		if (isDue) {
			isDue = false;
			const {rows: [session]} = await transaction.query<{pid: number}>('SELECT pg_backend_pid() AS pid');
			const asked = 'code' in what ? what.code : await actOnWaiter(session?.pid, what.doing, admin);
			await transaction.query('SELECT set_config($1, $2, true)', [`fault.${what.step.replace('-', '_')}`, asked]);
		}

		await moveMoney(transaction, tables, transfer);
	};
};
