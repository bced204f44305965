import {createHash} from 'node:crypto';

/** The bank's tables, quoted and ready to stand in a statement. */
export type Tables = {
	/** The schema's plain name. */
	readonly schema: string;
	readonly quotedSchema: string;
	readonly accounts: string;
	readonly transfers: string;
	/** The name under which a statement on these tables is prepared: of its own for each schema. */
	named(statement: string): string;
};

/** The schema that the bank makes for itself unless told otherwise. */
export const ownSchema = 'backoff_bank';

/** The schema that every server has: tables in it have plain names. */
export const plainSchema = 'public';

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** As short as a statement takes it. */
export const quoteName = (identifier: string): string => /^[_a-z][\d_a-z]*$/v.test(identifier) ? identifier : quote(identifier);

/** A schema's name as part of another one, of which PostgreSQL takes 63 bytes. */
const keyOf = (schema: string): string => /^[\w ]{1,40}$/v.test(schema) ? schema : createHash('sha256').update(schema).digest('hex').slice(0, 40);

/** Names the tables of the bank in a schema. */
export const tablesIn = (schema: string): Tables => {
	const suffix = keyOf(schema);
	return {
		schema,
		quotedSchema: quote(schema),
		accounts: `${quote(schema)}.accounts`,
		transfers: `${quote(schema)}.transfers`,
		named: statement => `${statement} ${suffix}`,
	};
};
