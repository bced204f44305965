import type {Cluster} from './cluster.js';
import type {ErrorFields, ServerErrorFields} from './messages.js';
import type {Persona, Refusal} from './persona.js';

/** Which statement PostgreSQL refused. */
export type Refused = {readonly sql: string; readonly isCommit: boolean; readonly user: string};

const keyInDetail = /^Key \((?<columns>.+?)\)=\((?<values>.+)\) already exists/v;

/** A value as the engine prints it: in quotes, unless it is a number. */
const literal = (value: string): string => /^-?\d+(?:\.\d+)?$/v.test(value) ? value : `'${value}'`;

const tell = async (error: ServerErrorFields, {sql, isCommit, user}: Refused, persona: Persona, cluster: Cluster): Promise<Refusal> => {
	const {code, message, constraint = ''} = error;
	switch (code) {
		case '40001': {
			// PostgreSQL names concurrent updates; all else is a dependency, found at a statement or at COMMIT.
			return message === persona.forcedRetry.message
				? persona.forcedRetry
				: persona.retryError(!isCommit && message.includes('concurrent') ? 'write-too-old' : 'serializable');
		}

		case '40P01': {
			return persona.retryError('pusher-aborted');
		}

		case '23505': {
			const {columns = '', values = ''} = keyInDetail.exec(error.detail ?? '')?.groups ?? {};
			return persona.uniqueViolation({columns, values: values.split(', ').map(value => literal(value)).join(','), constraint});
		}

		case '23514': {
			return persona.checkViolation({expression: await cluster.checkExpression(error.schema ?? '', error.table ?? '', constraint), constraint});
		}

		case '42601': {
			const near = /near "(?<near>[^"]*)"/v.exec(message)?.groups?.['near'];
			return near === undefined ? {code, message} : persona.syntaxError({near: near.toLowerCase(), sql, position: Number(error.position ?? 1) - 1});
		}

		case '42883': {
			const name = /^function (?<name>[^\(]+)\(/v.exec(message)?.groups?.['name'];
			return name === undefined ? {code, message, hint: error.hint} : persona.unknownFunction(name);
		}

		case '42501': {
			const {kind = '', name = ''} = /^permission denied for (?<kind>\w+) (?<name>.+)$/v.exec(message)?.groups ?? {};
			const privilege = kind === 'schema' && !/^create/iv.test(sql) ? 'USAGE' : (/^\s*(?<verb>\w+)/v.exec(sql)?.groups?.['verb'] ?? '').toUpperCase();
			const onDatabase = kind === 'schema' && persona.schemaRights === 'database';
			const what = onDatabase ? `database ${persona.databases[0]}` : `${kind === 'table' ? 'relation' : kind} ${name}`;
			return kind === '' ? {code, message} : {code, message: `user ${user} does not have ${privilege} privilege on ${what}`};
		}

		case '57014': {
			return {code, message: `query execution canceled${message.includes('timeout') ? ' due to statement timeout' : ''}`};
		}

		default: {
			return {code, message, detail: error.detail, hint: error.hint, routine: persona.routines[code]};
		}
	}
};

/** What PostgreSQL refused, in the engine's words. */
export const translateError = async (error: ServerErrorFields, refused: Refused, persona: Persona, cluster: Cluster): Promise<ErrorFields> =>
	({severity: error.severity, ...await tell(error, refused, persona, cluster)});
