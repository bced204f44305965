import packageJson from '../../package.json' with {type: 'json'};
import {createRecorder, type Recorder} from '../recording/recorder.js';
import type {Settings} from '../settings.js';
import type {Message} from '../store/message.js';
import {createNews} from './news.js';

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

/**
Lets messages through to `dispatch`, and writes them into a recording on the way. Balances are read seven times a second: what a
reading or an audit only says again is not written.
*/
export const recordedInto = (recorder: Recorder | undefined, dispatch: (message: Message) => void): ((message: Message) => void) => {
	if (!recorder) {
		return dispatch;
	}

	const newsIn = createNews();
	let isBegun = false;
	return message => {
		if (message.type === 'connected' && !isBegun) {
			const {engine, version, embedded, address} = message.server;
			recorder.begin({engine, version, embedded, address});
			isBegun = true;
		}

		const news = newsIn(message);
		if (news) {
			recorder.write(news);
		}

		dispatch(message);
	};
};
