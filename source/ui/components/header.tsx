import type {Model, ShownServer} from '../../store/model.js';
import {cut} from '../format.js';
import {levelWords} from '../level-words.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {waitWords} from '../wait-words.js';
import {TextLine} from './text-line.js';

/** Where the server is, in few cells; the rest is the doctor's. */
const placeOf = ({embedded, address}: ShownServer): string => {
	const place = address.slice(address.indexOf('@') + 1);
	return embedded ? 'embedded' : (place.startsWith('/') ? 'on a local socket' : place);
};

const serverWords = ({connection}: Model, glyphs: Glyphs): string => {
	if (connection.type === 'connected') {
		const {engine, version} = connection.server;
		return `${engine} ${version} ${placeOf(connection.server)}`;
	}

	return connection.type === 'connecting' ? `opening ${glyphs.more}` : 'no database';
};

/** Which engine, which isolation is really in force, which policy. */
export function Header({model, width, glyphs}: {readonly model: Model; readonly width: number; readonly glyphs: Glyphs}) {
	const {connection, making} = model;
	const {policy, base, cap, isolation} = making;
	const inForce = connection.type === 'connected' ? connection.server.isolation : isolation;
	const before: Line = [
		toned('strong', model.replay ? ` Replay of ${cut(model.replay.name, 30)}` : ' Backoff Bank'),
		plain(`  ${serverWords(model, glyphs)} ${glyphs.dot} `),
		inForce === isolation ? plain(inForce) : toned('waiting', levelWords(isolation, inForce)),
		plain(` ${glyphs.dot} `),
	];
	const waits = waitWords({policy: policy.name, base, cap}, glyphs);
	// The cap is what can be done without.
	const [brief = waits] = waits.split(` ${glyphs.atMost}`, 1);
	const line: Line = [...before, plain(waits)];
	return <TextLine line={lineWidth(line) <= width ? line : [...before, plain(brief)]}/>;
}
