import type {ServerSession} from '../../database/sessions/sessions.js';
import type {Message} from '../../store/message.js';
import type {Model} from '../../store/model.js';
import {counted, sentence, spokenList, spokenTime} from './spoken.js';

const times = (count: number): string => count === 1 ? 'once' : counted(count, 'time');

/** What accounts cost in retries, each with the server's reasons. */
export const contendedSentences = ({contended, accounts}: Model): string[] => contended.length === 0
	? ['No attempt had to be made again so far.']
	: [...Map.groupBy(contended, ({account}) => account)].map(([account, counts]) => {
		const owner = accounts.find(({id}) => id === account)?.owner ?? account.slice(0, 8);
		return `Attempts made again because of ${owner}'s account: ${spokenList(counts.map(({reason, count}) => `${times(count)} ${reason}`))}.`;
	});

const sessionSentence = ({id, node, state, since, waitsFor, statement}: ServerSession): string => {
	const who = `Session ${id}${node === undefined ? '' : ` on node ${node}`}`;
	const does = waitsFor.length === 0 ? `is ${state ?? 'hidden from us'}` : `waits for ${spokenList(waitsFor)}`;
	const time = since === undefined ? '' : `, for ${spokenTime(since)} now`;
	return sentence(`${who} ${does}${time}${statement === undefined ? '' : `: ${statement.replaceAll(/\s+/gv, ' ')}`}`);
};

/** Who waits for whom, when it is first read. Pure. */
export const contentionSentences = (message: Message, before: Model): string[] => {
	if (message.type !== 'sessions-read' || before.overlay !== 'contention' || before.sessions) {
		return [];
	}

	const {sessions, notes} = message;
	const idle = sessions.filter(({state, waitsFor}) => state === 'idle' && waitsFor.length === 0);
	const busy = sessions.filter(session => !idle.includes(session));
	return [
		...busy.toSorted((one, other) => other.waitsFor.length - one.waitsFor.length).map(session => sessionSentence(session)),
		...(sessions.every(({waitsFor}) => waitsFor.length === 0) && notes.length === 0 ? ['Nobody waits for anybody.'] : []),
		...(idle.length > 0 ? [`${counted(idle.length, 'session is', 'sessions are')} idle.`] : []),
		...notes.map(note => sentence(note)),
	];
};
