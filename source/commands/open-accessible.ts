import process from 'node:process';
import type {Store} from '../store/store.js';
import {isRunning, type Model} from '../store/model.js';
import {actOnLine, commandIn, isAnswer} from '../ui/accessible/act-on-line.js';
import {converse, type Pressed} from '../ui/accessible/conversation.js';
import type {Desk} from '../ui/accessible/desk.js';
import {accountSentences, offerSentence} from '../ui/accessible/tell-state.js';
import {waitingLines} from '../ui/accessible/waiting-lines.js';
import {newHere} from '../ui/new-here.js';
import {tellBalances} from '../ui/sentences/balances.js';
import {sentencesOf} from '../ui/sentences/sentences.js';
import type {CommandInput} from './command.js';
import {runBank, type FrontEnd} from './run-bank.js';

/** Whether nothing is under way, and all was said that was asked for: why the bank refused comes a moment after the end. */
const isAtRest = (model: Model): boolean => {
	const ending = model.run?.ending;
	return !isRunning(model) && model.overlay === 'none' && !(ending?.type === 'gave-up' && ending.reason === 'refused');
};

/** Says what happens and hears what is typed: the same store, intents and effects as on the screen. */
const talk = (store: Store, isVerbose: boolean): FrontEnd => {
	const isOpen = () => store.model().connection.type === 'connected' && store.model().accounts.length > 0;

	/**
	Whether a line may be acted on. From a terminal, once the bank is open if it needs that; else, as a script would have it, once
	nothing is under way, unless it is for what is under way.
	*/
	const mayGo = (line: string): boolean => {
		const command = commandIn(line);
		if (isAnswer(line, desk)) {
			return true;
		}

		const hasBank = isOpen() || command?.needsBank === undefined;
		return conversation.isTyped || command?.isUrgent ? hasBank : isOpen() && isAtRest(store.model());
	};

	const lines = waitingLines(mayGo, line => {
		actOnLine(line, desk);
	});

	const onLine = (line: string) => {
		if (!conversation.isTyped) {
			lines.add(line);
			return;
		}

		// Whoever types can always leave, whatever waits.
		const isLeaving = commandIn(line)?.names[0] === 'quit' && !isAnswer(line, desk);
		if (isLeaving || (lines.length === 0 && mayGo(line))) {
			actOnLine(line, desk);
			return;
		}

		conversation.say('The bank is not open yet: that waits until it is.');
		lines.add(line);
	};

	const onPressed = (what: Pressed) => {
		if (what === 'interrupt' || (what === 'end' && conversation.isTyped)) {
			store.dispatch({type: 'quit-pressed'});
		} else if (what === 'end') {
			lines.add('quit');
		} else if (what === 'suspend') {
			store.dispatch({type: 'suspend-pressed'});
		} else {
			onLine('cancel');
		}
	};

	const conversation = converse({input: process.stdin, output: process.stdout, onLine, onPressed}, process.env);
	const {say} = conversation;
	const desk: Desk = {model: store.model, dispatch: store.dispatch, now: Date.now, say};
	const balancesTold = tellBalances();
	store.hear((message, before, after) => {
		say(...sentencesOf(message, before, after, isVerbose), ...balancesTold(message, before, after));
		if (before.accounts.length === 0 && after.accounts.length > 0) {
			say(...accountSentences(after), ...(after.isFirstStart ? [`${newHere.words} ${newHere.command}`] : []), offerSentence(after));
		}

		if (message.type === 'sessions-read' && after.overlay === 'contention') {
			// Whoever asks is answered once.
			queueMicrotask(() => {
				store.dispatch({type: 'contention-pressed'});
			});
		}

		lines.stir();
	});
	say('Backoff Bank, in plain sentences. It is being opened.');
	return {
		// It never ends by itself.
		exited: Promise.withResolvers<never>().promise,
		close() {
			lines.close();
			conversation.close();
		},
	};
};

/** Opens the bank in plain sentences, each appended: for screen readers, and for terminals and pipes that can't be drawn on. */
export const openAccessible = async (input: CommandInput): Promise<number> => {
	if (input.settings.json) {
		process.stderr.write('--json prints events, and --accessible sentences: --json is for demo and transfer. Leave one of them out.\n');
		return 2;
	}

	return runBank(input, store => talk(store, input.settings.verbose));
};
