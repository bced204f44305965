import {useInput, usePaste} from 'ink';
import type {Store} from '../store/store.js';
import {bindingOf, contextOf, intentOf, type KeyBinding} from './keys.js';
import {printable} from './printable.js';
import {readInput, type Token} from './read-input.js';

const characterOf = (name: string): string | undefined => name === 'space' ? ' ' : ([...name].length === 1 ? name : undefined);

export type KeyOptions = {
	/** Hears of each key that isn't text, and what it is for. */
	readonly onPressed?: ((binding: KeyBinding | undefined) => void) | undefined;
	/** Where a screen that scrolls stands, and how far it can go: only what was drawn last knows that. */
	readonly scrollRange?: (() => {readonly from: number; readonly most: number}) | undefined;
};

/** Turns one token into what it asks for, by the model as it is now. */
const dispatchToken = (store: Store, token: Token, {onPressed, scrollRange}: KeyOptions): void => {
	const model = store.model();
	const isEditing = contextOf(model) === 'edit';
	const text = token.type === 'text' ? token.text : characterOf(token.name);
	if (isEditing && text !== undefined) {
		const typed = printable(text);
		if (typed !== '') {
			store.dispatch({type: 'typed', text: typed});
		}
	} else if (token.type === 'key') {
		onPressed?.(bindingOf(token.name, model));
		const intent = intentOf(token.name, model);
		if (intent) {
			store.dispatch(intent.type === 'lab-scrolled' ? {...intent, ...scrollRange?.()} : intent);
		}
	}
};

/** The one place where the keyboard comes in. */
export const useKeys = (store: Store, options: KeyOptions = {}): void => {
	useInput((input, key) => {
		const tokens = readInput(input, key);
		// Several letters at once where letters are keys: nobody types so, something was pasted.
		if (tokens.some(({type}) => type === 'text') && contextOf(store.model()) !== 'edit' && tokens[0]?.type === 'text') {
			store.dispatch({type: 'pasted', text: ''});
			return;
		}

		for (const token of tokens) {
			dispatchToken(store, token, options);
		}
	});
	usePaste(text => {
		const line_ = text.split(/[\n\r]+/v).map(line => printable(line)).find(line => line.trim() !== '');
		store.dispatch({type: 'pasted', text: line_ ?? ''});
	});
};
