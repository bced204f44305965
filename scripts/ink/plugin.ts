/* eslint-disable require-unicode-regexp -- Go, which reads esbuild's filters, knows no flags. */
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Plugin} from 'esbuild';
import {plainText} from './plain-text.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** How Yoga asks whether it could fetch its own code, which stands in the same file. */
const fetchesItself = '"function"!=typeof fetch';

/** Ink's test for lines that it needn't cut into graphemes to find the first cell that changed. */
const asciiOnly = '/^[ -~]*$/u';

/** A file of a library's with one thing in it put in another's place; it must be there. */
const replacing = async (file: string, old: string, fresh: string) => {
	const source = await readFile(file, 'utf8');
	if (!source.includes(old)) {
		throw new Error(`${file} no longer says ${old}. See what it does in its place.`);
	}

	return {contents: source.replaceAll(old, () => fresh)};
};

/**
Makes Ink's frames cheaper, in the bundle: the parts of it that begin anew with every frame remember what they did. None of
Ink's code is copied; what is put in its place calls it, and says the same. And the first frame comes sooner: Yoga doesn't
fetch its own code, for which Node would have to load all that fetching takes.
*/
export const cheaperFrames: Plugin = {
	name: 'cheaper frames',
	setup(build) {
		build.onResolve({filter: /^\.\/(?:measure-text|output|sanitize-ansi)\.js$/}, ({path: name, resolveDir}) =>
			resolveDir.endsWith(path.join('node_modules', 'ink', 'build')) ? {path: here(name.replace(/js$/v, 'ts'))} : undefined);
		build.onResolve({filter: /^string-width$/}, () => ({path: here('string-width.ts')}));
		build.onLoad({filter: /[/\\]ink[/\\]build[/\\]line-update\.js$/}, async ({path: file}) => replacing(file, asciiOnly, String(plainText)));
		build.onLoad({filter: /[/\\]yoga-wasm-base64-esm\.js$/}, async ({path: file}) => replacing(file, fetchesItself, 'true'));
	},
};
