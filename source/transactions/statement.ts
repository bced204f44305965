/** A statement as events and gates see it: never its values. */
export type Statement = {
	readonly text: string;
	/** A short name that screens and gates go by, for example `read-balance`. */
	readonly label?: string;
};

/** What `query` takes: as in `pg`, and a label for events and gates. */
export type QueryConfig = Statement & {
	readonly values?: unknown[];
	/** As in `pg`: prepares the statement under this name. */
	readonly name?: string;
};

export type Row = Record<string, unknown>;

export type QueryResult<R> = {
	readonly rows: R[];
	readonly rowCount: number | null;
	/** The first word of the server's command tag. COMMIT of a failed transaction answers `ROLLBACK`. */
	readonly command: string;
};
