import packageJson from '../../package.json' with {type: 'json'};
import {createRecorder, type Recorder} from '../recording/recorder.js';
import type {Settings} from '../settings.js';
import type {Message} from '../store/message.js';

/**
Begins the recording that the settings ask for, if they do.

@param onProblem - Told once why nothing more is recorded.
@throws {NewFileError} The file is there already, or can't be made.
*/
export const startRecording = (command: string, settings: Settings, onProblem: (message: string) => void): Recorder | undefined => {
	const {record, policy, base, cap, maxAttempts, timeout, isolation, restart, rivals, fault, pace, seed} = settings;
	if (record === undefined) {
		return undefined;
	}

	return createRecorder(record, {
		type: 'recording',
		at: Date.now(),
		program: packageJson.version,
		command,
		settings: {
			policy: policy.name, base, cap, maxAttempts, timeout, isolation, restart, rivals: rivals ?? (command === 'transfer' ? 0 : 1), faults: fault.map(({name}) => name), pace, seed,
		},
	}, onProblem);
};

/** What readings told last, as text. */
type Told = {readonly accounts: string; readonly audit: string};

const plainText = (value: unknown): string => JSON.stringify(value, (_key, each: unknown) => typeof each === 'bigint' ? String(each) : each);

/**
Lets messages through to `dispatch`, and writes them into a recording on the way. Balances are read seven times a second: what a
reading or an audit only says again is not written.
*/
export const recordedInto = (recorder: Recorder | undefined, dispatch: (message: Message) => void): ((message: Message) => void) => {
	if (!recorder) {
		return dispatch;
	}

	const nothing: Told = {accounts: '', audit: ''};
	let told = nothing;
	const isNews = (message: Message): boolean => {
		const before = told;
		if (message.type === 'balances-read') {
			told = {...told, accounts: plainText(message.accounts)};
			return told.accounts !== before.accounts;
		}

		if (message.type === 'audited') {
			told = {...told, audit: plainText(message.audit)};
			return told.audit !== before.audit;
		}

		if (message.type === 'balances-lost') {
			told = nothing;
		}

		return true;
	};

	let isBegun = false;
	return message => {
		if (message.type === 'connected' && !isBegun) {
			const {engine, version, embedded, address} = message.server;
			recorder.begin({engine, version, embedded, address});
			isBegun = true;
		}

		if (isNews(message)) {
			recorder.write(message);
		}

		dispatch(message);
	};
};
