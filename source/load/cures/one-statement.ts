import type {Tables} from '../../bank/tables.js';
import type {Transfer} from '../../bank/transfer.js';
import type {QueryConfig} from '../../transactions/statement.js';

/**
The whole transfer as one statement, which is a transaction by itself: it reads both accounts, changes both if the payer
covers it, and writes the ledger if it changed them. CockroachDB allows one change of a table in a statement, so both
accounts are changed in one, and in PostgreSQL, too, both are locked in the same order by everybody.

Who read an older balance is stopped by the table's own condition, `balance >= 0`. If only one of the two should be there to
be changed, the ledger's row has no amount, which its table refuses, and with it everything.
*/
export const oneStatement = ({named, accounts, transfers}: Tables): ((transfer: Transfer) => QueryConfig) => {
	const name = named('one statement');
	const text = `
		WITH moved AS (
			UPDATE ${accounts} SET balance = balance + CASE WHEN id = $2::UUID THEN -$4::INT8 ELSE $4::INT8 END
			WHERE id IN ($2::UUID, $3::UUID)
			AND (SELECT balance FROM ${accounts} WHERE id = $2::UUID) >= $4::INT8
			AND EXISTS (SELECT 1 FROM ${accounts} WHERE id = $3::UUID)
			RETURNING id
		)
		INSERT INTO ${transfers} (id, from_account, to_account, cents)
		SELECT $1::UUID, $2::UUID, $3::UUID, CASE WHEN changed.count = 2 THEN $4::INT8 END
		FROM (SELECT count(*) AS count FROM moved) AS changed
		WHERE changed.count > 0`;
	return ({id, from, to, cents}) => ({name, text, values: [id, from, to, String(cents)]});
};
