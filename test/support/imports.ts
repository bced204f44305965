import path from 'node:path';
import {build} from 'esbuild';

/** Who imports what when the program runs; `import type` leaves nothing behind. Paths are relative to the root, with `/`. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
Reads the imports of TypeScript files, as the bundler resolves them: static, re-exported and dynamic ones. A package stands
there by its name.
*/
export const readImports = async (root: string, files: readonly string[]): Promise<Imports> => {
	const {metafile} = await build({
		absWorkingDir: root,
		entryPoints: [...files],
		outdir: 'nowhere',
		bundle: true,
		write: false,
		metafile: true,
		format: 'esm',
		platform: 'node',
		packages: 'external',
		logLevel: 'silent',
		treeShaking: false,
		tsconfigRaw: {compilerOptions: {verbatimModuleSyntax: true, jsx: 'react-jsx'}},
	});
	return new Map(Object.entries(metafile.inputs).map(([file, {imports}]) => [
		file.split(path.sep).join('/'),
		imports.map(each => each.path.split(path.sep).join('/')),
	]));
};

/** The packages that a file names in its imports, those of types too, without what stands behind the package's name. */
export const packagesIn = (text: string): string[] => {
	const specifiers = text.matchAll(/\b(?:from|import)[\s\(]+(?<quote>["'])(?<name>(?:@[^"'\/]+\/)?[^"'.\/][^"'\/]*)(?:\/[^"']*)?\k<quote>/gv);
	return Array.from(specifiers, ({groups}) => groups?.['name'] ?? '').filter(name => !name.startsWith('node:'));
};

/** The circles among files that import each other: of each the files, in the order of the imports. */
export const circlesIn = (imports: Imports): string[][] => {
	const circles: string[][] = [];
	const done = new Set<string>();
	const visit = (file: string, trail: readonly string[]) => {
		const start = trail.indexOf(file);
		if (start !== -1) {
			circles.push(trail.slice(start));
			return;
		}

		if (done.has(file)) {
			return;
		}

		for (const imported of imports.get(file) ?? []) {
			visit(imported, [...trail, file]);
		}

		done.add(file);
	};

	for (const file of imports.keys()) {
		visit(file, []);
	}

	return circles;
};
