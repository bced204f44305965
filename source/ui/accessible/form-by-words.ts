import {checkForm} from '../../store/form.js';
import {isRunning, type Field} from '../../store/model.js';
import {sentence} from '../sentences/spoken.js';
import type {Desk} from './desk.js';

const questions: Readonly<Record<Field, string>> = {from: 'From whom?', to: 'To whom?', amount: 'How much?'};

/** Asks for the field that takes text. */
const ask = ({model, say}: Desk): void => {
	const {form} = model();
	const {focus} = form;
	if (focus === undefined) {
		return;
	}

	const checked = checkForm(model());
	const offer = checked.type === 'wrong' && checked.field === focus ? '' : ` Enter alone takes ${form[focus]}.`;
	say(`${questions[focus]}${offer}`);
};

/** Goes to a field, so that what is typed next replaces what is in it. */
const enterField = ({model, dispatch}: Desk, field: Field): void => {
	do {
		dispatch({type: 'next-field'});
	} while (model().form.focus !== field);
};

const fill = (desk: Desk, field: Field, text: string): void => {
	enterField(desk, field);
	desk.dispatch({type: 'typed', text});
};

/** Sends the form. Where something is wrong with it, the field that it is about takes text now, and is asked for. */
const send = (desk: Desk): void => {
	desk.dispatch({type: 'send-pressed'});
	ask(desk);
};

const busyWords = 'One transfer at a time: cancel ends this one.';

/** Leaves the field that takes text, with what was in it before. */
export const leaveForm = ({model, dispatch}: Desk): void => {
	while (model().form.focus !== undefined) {
		dispatch({type: 'left-field'});
	}
};

/** `send FROM TO AMOUNT`; without words they are asked for, one after the other. */
export const sendWords = (words: readonly string[], desk: Desk): void => {
	if (isRunning(desk.model())) {
		desk.say(busyWords);
		return;
	}

	if (words.length === 0) {
		enterField(desk, 'from');
		ask(desk);
		return;
	}

	const [from = '', to = '', amount = '', ...more] = words;
	if (amount === '' || more.length > 0) {
		desk.say(
			`send takes three words, from whom, to whom and how much, and got ${words.length}. For example: send Ada Ben 100.`
			+ ' A name of several words stands in quotes. send alone asks for each.',
		);
		return;
	}

	fill(desk, 'from', from);
	fill(desk, 'to', to);
	fill(desk, 'amount', amount);
	send(desk);
};

/** Sends once more what was sent before, or what the form was opened with. */
export const sendAgain = (desk: Desk): void => {
	if (isRunning(desk.model())) {
		desk.say(busyWords);
	} else {
		send(desk);
	}
};

/** Takes a line for the field that is asked for: what is wrong with it is said, and it is asked for again. */
export const answer = (line: string, desk: Desk): void => {
	const field = desk.model().form.focus;
	if (field === undefined) {
		return;
	}

	if (line.trim() !== '') {
		fill(desk, field, line);
	}

	const checked = checkForm(desk.model());
	if (checked.type === 'wrong' && checked.field === field) {
		desk.say(sentence(checked.problem));
		ask(desk);
	} else if (field === 'amount') {
		send(desk);
	} else {
		desk.dispatch({type: 'next-field'});
		ask(desk);
	}
};
