import {useInput, usePaste} from 'ink';
import type {Store} from '../store/store.js';
import {bindingOf, contextOf, intentOf, type KeyBinding} from './keys.js';
import {printable} from './printable.js';
import {readInput, type Token} from './read-input.js';

const characterOf = (name: string): string | undefined => name === 'space' ? ' ' : ([...name].length === 1 ? name : undefined);

/** Turns one token into what it asks for, by the model as it is now. */
const dispatchToken = (store: Store, token: Token, onPressed: (binding: KeyBinding | undefined) => void): void => {
	const model = store.model();
	const isEditing = contextOf(model) === 'edit';
	const text = token.type === 'text' ? token.text : characterOf(token.name);
	if (isEditing && text !== undefined) {
		const typed = printable(text);
		if (typed !== '') {
			store.dispatch({type: 'typed', text: typed});
		}
	} else if (token.type === 'key') {
		onPressed(bindingOf(token.name, model));
		const intent = intentOf(token.name, model);
		if (intent) {
			store.dispatch(intent);
		}
	}
};

/** The one place where the keyboard comes in. `onPressed` hears of each key that isn't text, and what it is for. */
export const useKeys = (store: Store, onPressed: (binding: KeyBinding | undefined) => void = () => undefined): void => {
	useInput((input, key) => {
		const tokens = readInput(input, key);
		// Several letters at once where letters are keys: nobody types so, something was pasted.
		if (tokens.some(({type}) => type === 'text') && contextOf(store.model()) !== 'edit' && tokens[0]?.type === 'text') {
			store.dispatch({type: 'pasted', text: ''});
			return;
		}

		for (const token of tokens) {
			dispatchToken(store, token, onPressed);
		}
	});
	usePaste(text => {
		const line_ = text.split(/[\n\r]+/v).map(line => printable(line)).find(line => line.trim() !== '');
		store.dispatch({type: 'pasted', text: line_ ?? ''});
	});
};
