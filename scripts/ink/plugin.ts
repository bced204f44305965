/* eslint-disable require-unicode-regexp -- Go, which reads esbuild's filters, knows no flags. */
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Plugin} from 'esbuild';
import {plainText} from './plain-text.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Ink's test for lines that it needn't cut into graphemes to find the first cell that changed. */
const asciiOnly = '/^[ -~]*$/u';

/**
Makes Ink's frames cheaper, in the bundle: the parts of it that begin anew with every frame remember what they did. None of
Ink's code is copied; what is put in its place calls it, and says the same.
*/
export const cheaperFrames: Plugin = {
	name: 'cheaper frames',
	setup(build) {
		build.onResolve({filter: /^\.\/(?:measure-text|output|sanitize-ansi)\.js$/}, ({path: name, resolveDir}) =>
			resolveDir.endsWith(path.join('node_modules', 'ink', 'build')) ? {path: here(name.replace(/js$/v, 'ts'))} : undefined);
		build.onResolve({filter: /^string-width$/}, () => ({path: here('string-width.ts')}));
		build.onLoad({filter: /[/\\]ink[/\\]build[/\\]line-update\.js$/}, async ({path: file}) => {
			const source = await readFile(file, 'utf8');
			if (!source.includes(asciiOnly)) {
				throw new Error(`${file} no longer says ${asciiOnly}. See how it finds the first cell that changed.`);
			}

			return {contents: source.replace(asciiOnly, () => String(plainText))};
		});
	},
};
