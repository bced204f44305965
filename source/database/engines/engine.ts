/** What a connection tells of the server behind it. */
export type ServerSigns = {
	/** What `SELECT version()` answered. */
	readonly version: string;
	readonly host: string;
};

/** What differs from engine to engine. */
export type Engine = {
	/** For data, for example `postgresql`. */
	readonly name: string;
	/** For people, for example `PostgreSQL`. */
	readonly title: string;
	/** The server's version when it is one of these, undefined when it is not. */
	recognise(signs: ServerSigns): string | undefined;
	/** Run once on the connection that only reads, so that its reads get in no writer's way. */
	readonly readerSettings: readonly string[];
	/** Stands behind FROM in a read that must get in no writer's way; may be empty. */
	readonly asOf: string;
	/** Whether several schema statements can be one transaction. */
	readonly transactionalSchema: boolean;
};

/** The version number in a text such as `PostgreSQL 18.4 on x86_64`. */
export const versionAfter = (text: string, words: RegExp): string | undefined => {
	const match = words.exec(text);
	return match ? /v?(?<version>\d+(?:\.\d+)*)/v.exec(text.slice(match.index + match[0].length))?.groups?.['version'] ?? 'unknown' : undefined;
};
