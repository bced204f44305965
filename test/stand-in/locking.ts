import type {Request} from './backend.js';
import {readParameters} from './parameters.js';

const literal = (value: string | null | undefined): string => typeof value === 'string' ? `'${value.replaceAll('\'', '\'\'')}'` : 'NULL';

/** A statement with its parameters in it. */
const withParameters = ({sql, extended}: Request): string => {
	const values = extended ? readParameters(extended.bind) : [];
	return sql.replaceAll(/\$(?<number>\d+)/gv, (_all, number: string) => literal(values[Number(number) - 1]));
};

/** What locks the rows that a statement locks, and changes nothing; undefined for a statement that locks no rows that are there. */
export const lockingStatement = (request: Request): string | undefined => {
	const sql = withParameters(request);
	if (/^select\s.+\sfor\s+(?:no\s+key\s+)?update\b/isv.test(sql)) {
		return sql;
	}

	const {updated, deleted, condition = ''} = /^(?:update\s+(?<updated>\S+)\s+set\s.*?|delete\s+from\s+(?<deleted>\S+))\s+where\s+(?<condition>.+?)(?:\s+returning\s.*)?$/isv.exec(sql)?.groups ?? {};
	const table = updated ?? deleted;
	return table === undefined ? undefined : `SELECT 1 FROM ${table} WHERE ${condition} FOR UPDATE`;
};
