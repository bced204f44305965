/** What a statement is to the stand-in: all that it doesn't leave to PostgreSQL. */
export type Kind =
	| 'empty' | 'begin' | 'commit' | 'rollback' | 'savepoint-restart' | 'release-restart' | 'rollback-to-restart' | 'rollback-to'
	| 'show' | 'set' | 'cancel-session' | 'schema-change' | 'other';

export type Statement = {
	readonly kind: Kind;
	/** As it was sent, without a semicolon. */
	readonly sql: string;
	/** Without comments and without what stands in quotes, so that its words can be looked for. */
	readonly bare: string;
};

const quotedOrComment = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|--[^\n]*|\/\*[\s\S]*?\*\//gv;

/** As long as before, but with blanks for comments and inside single quotes. */
const blank = (sql: string): string => sql.replaceAll(quotedOrComment, part => {
	if (part.startsWith('"')) {
		return part;
	}

	const isComment = part.startsWith('--') || part.startsWith('/*');
	return isComment ? ' '.repeat(part.length) : `'${' '.repeat(part.length - 2)}'`;
});

const kinds: ReadonlyArray<readonly [RegExp, Kind]> = [
	[/^$/v, 'empty'],
	[/^(?:begin|start\s+transaction)\b/iv, 'begin'],
	[/^(?:commit|end)\b/iv, 'commit'],
	[/^savepoint\s+"?cockroach_restart"?$/iv, 'savepoint-restart'],
	[/^release\s+(?:savepoint\s+)?"?cockroach_restart"?$/iv, 'release-restart'],
	[/^rollback\s+(?:transaction\s+)?to\s+(?:savepoint\s+)?"?cockroach_restart"?$/iv, 'rollback-to-restart'],
	[/^rollback\s+(?:transaction\s+)?to\b/iv, 'rollback-to'],
	[/^(?:rollback|abort)\b/iv, 'rollback'],
	[/^show\b/iv, 'show'],
	[/^set\b/iv, 'set'],
	[/^cancel\s+sessions?\b/iv, 'cancel-session'],
	[/^(?:create|alter|drop|truncate|comment|grant|revoke)\b/iv, 'schema-change'],
];

const read = (sql: string, blanked: string): Statement => {
	const bare = blanked.trim();
	return {kind: kinds.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other', sql: sql.trim(), bare};
};

/** The statements of one text. */
export const readStatements = (text: string): Statement[] => {
	const blanked = blank(text);
	const statements: Statement[] = [];
	let start = 0;
	for (const part of blanked.split(';')) {
		statements.push(read(text.slice(start, start + part.length), part));
		start += part.length + 1;
	}

	const full = statements.filter(({kind}) => kind !== 'empty');
	return full.length > 0 ? full : statements.slice(0, 1);
};

/** `SET name = value` and `SET name TO value`; the value as it stands there. */
export const readSetting = ({sql}: Statement): {readonly name: string; readonly value: string; readonly isLocal: boolean} | undefined => {
	const groups = /^set\s+(?:session\s+|(?<local>local)\s+)?(?<name>[\w.]+)\s*(?:=|\sto\s)\s*(?<value>\S.*)$/isv.exec(sql)?.groups;
	return groups && {name: (groups['name'] ?? '').toLowerCase(), value: (groups['value'] ?? '').trim(), isLocal: groups['local'] !== undefined};
};

export const unquote = (value: string): string => /^'(?<text>.*)'$/sv.exec(value)?.groups?.['text']?.replaceAll('\'\'', '\'') ?? value;

const asOf = /\bas\s+of\s+system\s+time\s+(?:'[^']*'|[\w\(\).]+)/iv;

/** Whether it reads the past. */
export const isHistorical = ({bare}: Statement): boolean => asOf.test(bare);

/** The same statement about the present. */
export const withoutHistory = (sql: string): string => sql.replace(asOf, '');

/** What stands for a database that a client makes is a schema. */
export const withDatabases = (sql: string): string => sql.replace(/^(?<verb>create|drop)\s+database\b/iv, '$<verb> SCHEMA');

/** The engine's integers are of eight bytes. */
export const withWideIntegers = (sql: string): string => sql
	.replaceAll(/\bserial4?\b/giv, 'BIGSERIAL')
	.replaceAll(/\b(?:integer|int4?)\b(?!\s*\()/giv, 'INT8');
