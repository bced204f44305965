/** The bank's tables, quoted and ready to stand in a statement. */
export type Tables = {
	/** The schema's plain name. */
	readonly schema: string;
	readonly quotedSchema: string;
	readonly accounts: string;
	readonly transfers: string;
};

/** The schema that the bank makes for itself unless told otherwise. */
export const ownSchema = 'backoff_bank';

/** The schema that every server has: tables in it have plain names. */
export const plainSchema = 'public';

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** As short as a statement takes it. */
export const quoteName = (identifier: string): string => /^[_a-z][\d_a-z]*$/v.test(identifier) ? identifier : quote(identifier);

/** Names the tables of the bank in a schema. */
export const tablesIn = (schema: string): Tables => ({
	schema,
	quotedSchema: quote(schema),
	accounts: `${quote(schema)}.accounts`,
	transfers: `${quote(schema)}.transfers`,
});
