import type {Key} from 'ink';

/** A key by name, or text that arrived in one piece. */
export type Token = {readonly type: 'key'; readonly name: string} | {readonly type: 'text'; readonly text: string};

const specialName = (key: Key): string | undefined => {
	const names: ReadonlyArray<readonly [boolean, string]> = [
		[key.return, 'enter'],
		[key.escape, 'escape'],
		[key.tab, key.shift ? 'shift+tab' : 'tab'],
		[key.upArrow, 'up'],
		[key.downArrow, 'down'],
		[key.leftArrow, 'left'],
		[key.rightArrow, 'right'],
		[key.home, 'home'],
		[key.end, 'end'],
		[key.backspace, 'backspace'],
		[key.delete, 'delete'],
	];
	return names.find(([isPressed]) => isPressed)?.[1];
};

const controlNames: ReadonlyMap<string, string> = new Map([
	['\t', 'tab'], ['\r', 'enter'], ['\n', 'enter'], ['\u{1B}', 'escape'], ['\u{7F}', 'backspace'], ['\b', 'backspace'], ['\u{3}', 'ctrl+c'],
]);

/**
Takes apart what Ink gives in one piece. Keys that arrive together stay one string, tabs and returns included, without any
of Ink's flags.
*/
export const readInput = (input: string, key: Key): Token[] => {
	const special = specialName(key);
	if (special !== undefined) {
		return [{type: 'key', name: special}];
	}

	if (key.ctrl) {
		return [{type: 'key', name: `ctrl+${input}`}];
	}

	if (key.meta) {
		return [];
	}

	const tokens: Token[] = [];
	let text = '';
	const endText = () => {
		if (text !== '') {
			tokens.push([...text].length === 1 ? {type: 'key', name: text} : {type: 'text', text});
		}

		text = '';
	};

	for (const character of input) {
		const name = controlNames.get(character);
		if (name === undefined) {
			text += character;
		} else {
			endText();
			tokens.push({type: 'key', name});
		}
	}

	endText();
	return tokens.map(token => token.type === 'key' && token.name === ' ' ? {type: 'key', name: 'space'} : token);
};
