import {parseEnv} from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a secret's setting is called, in a connection string as in an environment. */
const secretName = /passw(?:or)?d|passphrase|pwd|secret|token/iv;

/**
Words that the program, the databases or their messages use all the time, and that are used as passwords too. To hide them
everywhere would tell everybody what the password is.
*/
const everyday = new Set(['bank', 'cockroach', 'cockroachdb', 'password', 'postgres', 'postgresql', 'root', 'serializable', 'transfer', 'yugabyte', 'yugabytedb']);

const decode = (text: string): string => text.replaceAll(/(?:%[\da-f]{2})+/giv, part => {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
});

/** As it is written, and what it means: in a query, + is a space. */
const readings = (text: string): string[] => [text, decode(text), decode(text.replaceAll('+', ' '))];

/** What stands between the user's colon and the host's @; where that is, is unsure as long as / ? # @ may be in it. */
const loginSecrets = (text: string): string[] => {
	const scheme = text.indexOf('://');
	const colon = text.indexOf(':', scheme === -1 ? 0 : scheme + 3);
	const authority = /^[^#\/?]*/v.exec(text.slice(colon))?.[0] ?? '';
	const ends = [colon + authority.lastIndexOf('@'), text.lastIndexOf('@')];
	return colon === -1 ? [] : ends.filter(end => end > colon).map(end => text.slice(colon + 1, end));
};

/** The values of parameters that are named like secrets: `?password=`, `sslpassword=`, `options=-c app.token=`, and libpq's keywords. */
const namedSecrets = (text: string): string[] => [...new Set(readings(text))].flatMap(reading => {
	const parameters = reading.matchAll(/(?<name>[\w\-.]{1,60})\s{0,9}=\s{0,9}(?:'(?<quoted>(?:\\.|[^'\\])*)'|(?<bare>(?:\\.|[\S--&])*))/gv);
	const named = Array.from(parameters, ({groups = {}}) => groups).filter(({name = ''}) => secretName.test(name));
	const values = named.flatMap(({quoted, bare = ''}) => readings(quoted ?? bare));
	return values.flatMap(value => [value, value.replaceAll(/\\(?<character>.)/gv, '$<character>')]);
});

/** What messages name in the open: who, where, which database. */
const openWords = (text: string): string[] => {
	const scheme = text.indexOf('://');
	const [authority = '', database = ''] = text.slice(scheme + 3).split(/[#\/?]/v, 2);
	const host = authority.slice(authority.lastIndexOf('@') + 1);
	const user = authority.split(/[:@]/v, 1);
	return scheme === -1 ? [] : [...user, ...host.split(/[,:]/v), database].map(word => decode(word).toLowerCase());
};

/**
The secrets in what a program is started with: in connection strings, wherever they stand, and in the variables that are named
like secrets. Not those that its messages have to name anyway: in `postgres:postgres@localhost` the password is also the user.

@param words - The command line.
@param dotenv - The text of `.env`.
*/
export const readSecrets = (words: readonly string[], environment: Environment, dotenv = ''): string[] => {
	const variables = [environment, parseEnv(dotenv)].flatMap(each => Object.entries(each));
	const texts = [...words, ...variables.filter(([name]) => name.endsWith('_URL') || name.startsWith('PG')).map(([, value = '']) => value)];
	const inOpen = new Set([...everyday, ...texts.flatMap(text => openWords(text))]);
	const named = variables.filter(([name]) => name.startsWith('PG') && secretName.test(name)).map(([, value = '']) => value);
	const found = [...named, ...texts.flatMap(text => [...loginSecrets(text).flatMap(secret => readings(secret)), ...namedSecrets(text)])];
	return [...new Set(found)].filter(secret => secret !== '' && !inOpen.has(secret.toLowerCase()));
};
