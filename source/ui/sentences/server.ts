import {formatCents} from '../../bank/money.js';
import type {Message} from '../../store/message.js';
import type {Model, ShownServer} from '../../store/model.js';
import {auditFinding} from '../audit-words.js';
import {levelWords} from '../level-words.js';
import {lostWords} from '../lost-words.js';
import {stageWords} from '../stage-words.js';
import {spokenWaits} from './making.js';
import {sentence, spokenTime} from './spoken.js';

const placeOf = ({embedded, address}: ShownServer): string => embedded ? 'of its own' : `at ${address}`;

/** Which server it is, and how transfers are made on it. */
export const serverSentence = ({connection, making}: Model): string => {
	if (connection.type !== 'connected') {
		return connection.type === 'connecting' ? `${stageWords[connection.doing]}.` : sentence(connection.message);
	}

	const {server} = connection;
	const level = levelWords(making.isolation, server.isolation);
	return sentence(`${server.engine} ${server.version} ${placeOf(server)}; ${level}; ${spokenWaits(making)}`);
};

/** What the audit says, with the total. */
export const auditSentence = ({audit}: Model): string => audit
	? sentence(`${formatCents(audit.total)} in all: ${auditFinding(audit).words}`)
	: 'There was no audit yet.';

/** What is to be said of the server and the books: once, and again only when it is something else. Pure. */
export const serverSentences = (message: Message, before: Model, after: Model): string[] => {
	if (message.type === 'connecting') {
		return [`${stageWords[message.doing]}.`];
	}

	if (message.type === 'connected') {
		return [before.connection.type === 'connected' ? `${message.server.address} serves now.` : `The bank is open. ${serverSentence(after)}`];
	}

	if (message.type === 'balances-lost') {
		const words = after.unreadable ? lostWords(after.unreadable) : '';
		return before.unreadable && lostWords(before.unreadable) === words
			? []
			: [sentence(words), `The balances are asked for again in ${spokenTime(message.delay)}, and then over and over.`];
	}

	if (message.type === 'balances-read') {
		return before.unreadable ? ['The server answers again.'] : [];
	}

	if (message.type === 'audited') {
		const isNews = before.audit === undefined || auditFinding(before.audit).words !== auditFinding(message.audit).words;
		return isNews ? [auditSentence(after)] : [];
	}

	return [];
};
