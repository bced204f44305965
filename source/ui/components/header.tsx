import {useMemo} from 'react';
import type {Model, ShownServer} from '../../store/model.js';
import {cut} from '../format.js';
import {levelWords} from '../level-words.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {briefWaitWords, waitWords} from '../wait-words.js';
import {TextLine} from './text-line.js';

/** Where the server is, in few cells; the rest is the doctor's. */
const placeOf = ({embedded, address}: ShownServer): string => {
	const place = address.slice(address.indexOf('@') + 1);
	return embedded ? 'embedded' : (place.startsWith('/') ? 'on a local socket' : place);
};

/** What the first row tells of. */
type Told = Pick<Model, 'connection' | 'making' | 'replay'>;

const serverWords = ({connection}: Told, place: 'with its database' | 'alone', glyphs: Glyphs): string => {
	if (connection.type === 'connected') {
		const {engine, version} = connection.server;
		const whole = placeOf(connection.server);
		return `${engine} ${version} ${place === 'alone' ? whole.replace(/\/.*/v, '') : whole}`;
	}

	return connection.type === 'connecting' ? `opening ${glyphs.more}` : 'no database';
};

/** Which engine, which isolation is really in force, which policy: as much of it as there is room for. */
export const headerLine = (model: Told, width: number, glyphs: Glyphs): Line => {
	const {connection, making} = model;
	const {policy, isolation} = making;
	const inForce = connection.type === 'connected' ? connection.server.isolation : isolation;
	const lineOf = (place: 'with its database' | 'alone', waitsSo: string): Line => [
		toned('strong', model.replay ? ` Replay of ${cut(model.replay.name, 30)}` : ' Backoff Bank'),
		plain(`  ${serverWords(model, place, glyphs)} ${glyphs.dot} `),
		inForce === isolation ? plain(inForce) : toned('waiting', levelWords(isolation, inForce)),
		plain(` ${glyphs.dot} ${waitsSo}`),
	];
	const waits = {...making, policy: policy.name};
	const brief = briefWaitWords(waits, glyphs);
	const lines = [lineOf('with its database', waitWords(waits, glyphs)), lineOf('with its database', brief), lineOf('alone', brief)] as const;
	return lines.find(line => lineWidth(line) <= width) ?? lines[2];
};

/** The first row. */
export function Header({model, width, glyphs}: {readonly model: Model; readonly width: number; readonly glyphs: Glyphs}) {
	const {connection, making, replay} = model;
	// It changes with few frames.
	const line = useMemo(() => headerLine({connection, making, ...(replay && {replay})}, width, glyphs), [connection, making, replay, width, glyphs]);
	return <TextLine line={line}/>;
}
