import type {Imports} from './imports.js';

/** From the top. What a file imports lies on its own floor or further down. */
const floors = [
	'cli.tsx',
	'program.ts',
	'commands',
	'ui',
	'store',
	'recording',
	'settings.ts',
	'setting-definitions.ts',
	'setting-values.ts',
	'lessons',
	'load',
	'bank',
	'transactions',
	'database',
	'called-as.ts',
];

/** Settings stand beside the commands: they look down to what can be chosen, and only the top looks at them. */
const settingsFloors = new Set(['settings.ts', 'setting-definitions.ts', 'setting-values.ts']);
const looksAtSettings = new Set(['cli.tsx', 'program.ts', 'commands', ...settingsFloors]);

/** `bank` of `source/bank/money.ts`, `settings.ts` of `source/settings.ts`; undefined outside `source/`. */
export const floorOf = (file: string): string | undefined => /^source\/(?<floor>[^\/]+)/v.exec(file)?.groups?.['floor'];

const isRegistryOf = (registry: string, file: string): boolean =>
	registry !== 'source/index.ts' && registry.endsWith('/index.ts')
	&& file !== registry && file.startsWith(registry.slice(0, -'index.ts'.length));

const whyNot = (file: string, imported: string): string | undefined => {
	const [from, to] = [floorOf(file), floorOf(imported)];
	if (from === undefined || to === undefined) {
		return undefined;
	}

	if (to === 'index.ts') {
		return 'the package\'s exports are for others';
	}

	if (from === 'index.ts') {
		return to === 'transactions' ? undefined : 'the package exports only transactions';
	}

	if (!floors.includes(from) || !floors.includes(to)) {
		return 'it is on no floor';
	}

	if (floors.indexOf(to) < floors.indexOf(from)) {
		return 'imports run down only';
	}

	if (settingsFloors.has(to) && !looksAtSettings.has(from)) {
		return 'settings are for the commands';
	}

	return isRegistryOf(imported, file) ? 'a registry imports its members, never the reverse' : undefined;
};

/** Every import that the structure forbids, with the reason. */
export const forbiddenImports = (imports: Imports): string[] => [...imports].flatMap(([file, all]) => all.flatMap(imported => {
	const why = whyNot(file, imported);
	return why === undefined ? [] : [`${file} → ${imported}: ${why}`];
}));

/** Packages that a folder keeps its hands off, types too. */
const keptOut: ReadonlyArray<readonly [packages: readonly string[], from: (floor: string) => boolean]> = [
	[['pg'], floor => floor !== 'database'],
	[['ink', 'react'], floor => !['ui', 'commands'].includes(floor)],
];

/** Every package that a file may not import, with the reason. */
export const forbiddenPackages = (file: string, packages: readonly string[]): string[] => packages
	.filter(name => keptOut.some(([names, isKeptOut]) => names.includes(name) && isKeptOut(floorOf(file) ?? '')))
	.map(name => `${file} → ${name}`);
