import process from 'node:process';
import type {Recording} from '../recording/recording.js';
import type {Settings} from '../settings.js';
import type {Effect} from '../store/effects.js';
import {beginReplay, replayUpdate} from '../store/replay.js';
import {createStore} from '../store/store.js';
import {systemClock} from '../transactions/clock.js';
import {converse, leavingBy} from '../ui/accessible/conversation.js';
import {actInReplay, endWords, type ReplayDesk} from '../ui/accessible/replay-commands.js';
import {counted, spokenTime} from '../ui/sentences/spoken.js';
import {withTime} from './replay-time.js';
import {speakRecording} from './speak-recording.js';
import {suspend} from './suspend.js';
import {untilLeft} from './until-left.js';

/** A replay that is stopped before anything has happened, and says what it comes to; `close` stops its time. */
export const replayDesk = (recording: Recording, name: string, {pace, verbose}: Pick<Settings, 'pace' | 'verbose'>, {say, perform}: {
	readonly say: ReplayDesk['say'];
	readonly perform: (effect: Effect) => void;
}): ReplayDesk & {close(): void} => {
	const said = speakRecording(recording, verbose);
	const begun = beginReplay(recording, name, pace);
	const initial = {...begun, ...(begun.replay && {replay: {...begun.replay, paused: true}})};
	const {model, dispatch, hear, close} = withTime(createStore(initial, perform, systemClock.now, replayUpdate(recording, initial)));
	hear((_message, {replay: before}, {replay: after}) => {
		if (!before || !after || after.position <= before.position) {
			return;
		}

		say(...said.slice(before.position, after.position).flat());
		if (after.position === after.count) {
			say(...(after.remark === undefined ? [] : [`${after.remark}.`]), endWords);
		}
	});
	const {server, command, at} = recording.head;
	const where = server ? `, on ${server.engine} ${server.version}` : '';
	say(
		`${name}, a recording of ${command}${where}, made on ${new Date(at).toISOString().slice(0, 10)}: ${counted(recording.events.length, 'event')} in ${spokenTime(begun.replay?.length ?? 0)}.`,
		'next tells what happened, one thing after the other, and so does Enter alone; go lets its time go on, end tells all at once. help tells the rest.',
	);
	return {model, dispatch, now: systemClock.now, say, saidAt: position => said[position - 1] ?? [], close};
};

/** Tells a recording in plain sentences, one thing after the other, as whoever types asks for it. Resolves to the exit code. */
export const replayAccessible = async (recording: Recording, name: string, settings: Settings): Promise<number> => {
	const {left, leave} = untilLeft(settings.verbose);
	const conversation = converse({
		input: process.stdin, output: process.stdout,
		onPressed: leavingBy(message => {
			desk.dispatch(message);
		}),
		onLine(line) {
			actInReplay(line, desk);
		},
	}, process.env);
	const desk = replayDesk(recording, name, settings, {
		say: conversation.say,
		perform({type}) {
			if (type === 'quit') {
				leave({code: 0});
			} else if (type === 'suspend') {
				suspend();
			}
		},
	});
	const {code, message = []} = await left;
	desk.close();
	conversation.close();
	for (const line of message) {
		process.stderr.write(`${line}\n`);
	}

	return code;
};
