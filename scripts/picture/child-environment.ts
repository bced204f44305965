/** Variables that would change what the program draws, or which database it uses. */
const notInherited = new Set(['CI', 'CONTINUOUS_INTEGRATION', 'DATABASE_URL', 'NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'LINES', 'ACCESSIBLE', 'INSIDE_EMACS', 'INK_SCREEN_READER', 'NODE_TEST_CONTEXT']);

const isInherited = (name: string): boolean => !notInherited.has(name) && !name.startsWith('PG') && !name.startsWith('BACKOFF_BANK_');

type Variables = Readonly<Record<string, string | undefined>>;

/** The environment of a program in a pseudo-terminal: `outer` without what would change the picture, and `added`, where `undefined` takes away. */
export const childEnvironment = (outer: Variables, added: Variables = {}): Record<string, string> => {
	const inherited = Object.fromEntries(Object.entries(outer).filter(([name]) => isInherited(name)));
	const all = {...inherited, TERM: 'xterm-256color', COLORTERM: 'truecolor', ...added};
	return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]));
};
