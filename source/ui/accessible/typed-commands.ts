import {isRunning} from '../../store/model.js';
import {mostRivals} from '../../store/update-intent.js';
import {paces} from '../../store/paces.js';
import {policies} from '../../transactions/policies/index.js';
import {bindings, intentOf} from '../keys.js';
import {contendedSentences} from '../sentences/contention.js';
import {auditSentence} from '../sentences/server.js';
import {chooseFault, choosePace, choosePolicy, chooseRivals, explain, pause} from './choose.js';
import type {TypedCommand} from './desk.js';
import {leaveForm, sendAgain, sendWords} from './form-by-words.js';
import {lookBack, lookOn} from './look-back.js';
import {helpSentences} from './named-commands.js';
import {laneSentences} from './tell-lanes.js';
import {accountSentences, statusSentences} from './tell-state.js';

const story = 'Each attempt reads the balance; then a rival on its own connection commits to the same row, before the transfer writes. A'
	+ ' serializable database refuses the transfer with SQLSTATE 40001. It is rolled back, waits, and is run again, all of it.';

/** What can be typed, with words of its own. The one-letter names are the keys of the screen. */
const own: readonly TypedCommand[] = [
	{names: ['send'], takes: 'FROM TO AMOUNT', help: 'send money; without words each is asked for', needsBank: true, act: sendWords},
	{
		names: ['again'], help: 'send the same once more', needsBank: true,
		act(_words, desk) {
			sendAgain(desk);
		},
	},
	{
		names: ['cancel', 'x'], help: 'cancel the transfer, or what is asked for', isUrgent: true,
		act(_words, desk) {
			if (desk.model().form.focus !== undefined) {
				leaveForm(desk);
				desk.say('Left. Nothing was sent.');
			} else if (isRunning(desk.model())) {
				desk.dispatch({type: 'cancel-pressed'});
			} else {
				desk.say('Nothing is under way.');
			}
		},
	},
	{
		names: ['pause'], help: 'stop time: a wait stands still, and a statement is held', isUrgent: true,
		act(_words, desk) {
			pause(desk, true);
		},
	},
	{
		names: ['go'], help: 'let time go on', isUrgent: true,
		act(_words, desk) {
			pause(desk, false);
		},
	},
	{
		names: ['slow', 's'], help: 'slow motion (a tenth), or back', isUrgent: true,
		act(_words, {dispatch}) {
			dispatch({type: 'slow-pressed'});
		},
	},
	{
		names: ['step', '.'], help: 'one statement, and then stop: begins a transfer so, or lets one more go', isUrgent: true, needsBank: true,
		act(_words, desk) {
			if (desk.model().back === undefined) {
				desk.dispatch({type: 'step-pressed'});
			} else {
				lookOn(desk);
			}
		},
	},
	{
		names: ['back', ','], help: 'what happened before, one thing at a time; step comes on again', isUrgent: true,
		act(_words, desk) {
			lookBack(desk);
		},
	},
	{
		names: ['lanes', 'l'], help: 'what you and the rival did, in turn, with the times', isUrgent: true,
		act(_words, {model, say}) {
			say(...laneSentences(model()));
		},
	},
	{names: ['pace'], takes: paces.join(', '), help: 'how fast time goes', isUrgent: true, act: choosePace},
	{names: ['rivals', 'r'], takes: `0 to ${mostRivals}`, help: 'how many rivals the next transfer meets', act: chooseRivals},
	{names: ['policy', 'p'], takes: 'NAME', help: `how waits are computed: ${policies.map(({name}) => name).join(', ')}`, act: choosePolicy},
	{names: ['fault', 'faults', 'f'], takes: 'NAME', help: 'what is to go wrong with the next transfer; alone, what there is', needsBank: true, act: chooseFault},
	{names: ['why', 'explain', 'e'], takes: 'ATTEMPT', help: 'why an attempt ended as it did', act: explain},
	{
		names: ['accounts', 'a'], takes: 'NAME', help: 'the balances, of all or of those whose names begin so', needsBank: true,
		act([name], {model, say}) {
			say(...accountSentences(model(), name));
		},
	},
	{
		names: ['audit'], help: 'whether anything was lost, or made twice', needsBank: true,
		act(_words, {model, say}) {
			say(auditSentence(model()));
		},
	},
	{
		names: ['waits', 'c'], help: 'who waits for whom, and what was tried again', needsBank: true, isUrgent: true,
		act(_words, {model, dispatch, say}) {
			say(...contendedSentences(model()));
			dispatch({type: 'contention-pressed'});
		},
	},
	{
		names: ['status'], help: 'how everything stands, and how much of a wait is left', isUrgent: true,
		act(_words, {model, now, say}) {
			say(...statusSentences(model(), now()));
		},
	},
	{
		names: ['help', 'h', '?'], help: 'this help', isUrgent: true,
		act(_words, {say}) {
			say(story, ...helpSentences(typedCommands));
		},
	},
	{
		names: ['quit', 'q'], help: 'leave the bank',
		act(_words, {dispatch}) {
			dispatch({type: 'quit-pressed'});
		},
	},
];

/** A field is edited by answering when it is asked for. */
const onlyDrawn = ['edit'];

const known = new Set([...own.flatMap(({names}) => names), ...onlyDrawn]);

/** Keys of the screen that have no words of their own do here what they do there. */
const fromKeys: readonly TypedCommand[] = bindings
	.filter(({hint, contexts, keys}) => hint !== '' && [hint, ...keys].every(name => !known.has(name)) && (contexts.includes('browse') || contexts.includes('transfer')))
	.map(({hint, help, keys}) => ({
		names: [hint, ...keys.filter(key => key.length === 1)],
		help,
		act(_words, {model, dispatch}) {
			const intent = intentOf(keys[0] ?? '', model());
			if (intent) {
				dispatch(intent);
			}
		},
	}));

/** Everything that can be typed. */
export const typedCommands: readonly TypedCommand[] = [...own.slice(0, -2), ...fromKeys, ...own.slice(-2)];
