import path from 'node:path';
import {parseArgs} from 'node:util';
import {keys} from './keys.js';

export const help = String.raw`Usage
  node --import=tsx scripts/picture/picture.ts --out FILE [options] -- COMMAND [ARGUMENTS…]

Runs a command in a pseudo-terminal and takes a picture of its screen.

Options
  --out FILE        Where to write the picture, .png or .svg
  --size 80x24      Columns and rows
  --title TEXT      In the title bar (default: the command)
  --scale 2         Pixels a unit, for .png
  --timeout 10000   Milliseconds each wait may take

Steps, repeatable and done in the order given
  --wait REGEX      Until the screen matches
  --type TEXT       Characters, with \t \r \n \e \\ for tab, return, line feed, escape, backslash
  --key NAME        ${Object.keys(keys).join(', ')}

The picture is taken after the last --wait. Without one at the end, it is taken when the command exits.
`;

/** What is done to the program before the picture is taken. */
export type Step = {readonly type: 'wait'; readonly pattern: RegExp} | {readonly type: 'type'; readonly characters: string};

export type Request = {
	readonly out: string;
	readonly columns: number;
	readonly rows: number;
	readonly title: string;
	readonly scale: number;

	/** For each wait, in ms. */
	readonly timeout: number;
	readonly steps: readonly Step[];
	readonly command: string;
	readonly args: readonly string[];
};

const escapes: Readonly<Record<string, string>> = {t: '\t', r: '\r', n: '\n', e: keys.escape};

const unescape = (text: string): string => text.replaceAll(/\\(?<letter>.)/gsv, (_, letter: string) => escapes[letter] ?? letter);

const toKey = (name: string): string => {
	const found = Object.entries(keys).find(([key]) => key === name);
	if (found === undefined) {
		throw new Error(`There is no key "${name}"; the keys are ${Object.keys(keys).join(', ')}`);
	}

	return found[1];
};

/** The step an option asks for; most options ask for none. */
const toSteps = (name: string, value: string): Step[] => {
	switch (name) {
		case 'wait': {
			return [{type: 'wait', pattern: new RegExp(value, 'mv')}];
		}

		case 'type': {
			return [{type: 'type', characters: unescape(value)}];
		}

		case 'key': {
			return [{type: 'type', characters: toKey(value)}];
		}

		default: {
			return [];
		}
	}
};

const positive = (name: string, text: string): number => {
	const value = Number(text);
	if (!(value > 0)) {
		throw new Error(`${name} must be a number above 0, but is "${text}"`);
	}

	return value;
};

/** Undefined if help is wanted. Throws an error that says what is wrong with the arguments. */
export const parseCommandLine = (argv: readonly string[]): Request | undefined => {
	const {values, positionals, tokens} = parseArgs({
		args: [...argv],
		tokens: true,
		allowPositionals: true,
		options: {
			out: {type: 'string'},
			size: {type: 'string', default: '80x24'},
			title: {type: 'string'},
			scale: {type: 'string', default: '2'},
			timeout: {type: 'string', default: '10000'},
			wait: {type: 'string', multiple: true},
			type: {type: 'string', multiple: true},
			key: {type: 'string', multiple: true},
			help: {type: 'boolean'},
		},
	});
	if (values.help) {
		return undefined;
	}

	const [command, ...args] = positionals;
	if (command === undefined || values.out === undefined || !['.png', '.svg'].includes(path.extname(values.out))) {
		throw new Error('Both --out FILE, ending in .png or .svg, and -- COMMAND are needed; see --help');
	}

	const [columns = '', rows = ''] = values.size.split('x', 2);
	return {
		out: values.out,
		columns: positive('--size', columns),
		rows: positive('--size', rows),
		title: values.title ?? positionals.join(' '),
		scale: positive('--scale', values.scale),
		timeout: positive('--timeout', values.timeout),
		steps: tokens.flatMap(token => token.kind === 'option' ? toSteps(token.name, token.value ?? '') : []),
		command,
		args,
	};
};
