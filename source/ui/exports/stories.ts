import {formatCents} from '../../bank/money.js';
import type {Recording} from '../../recording/recording.js';
import type {Model} from '../../store/model.js';
import {beginReplay} from '../../store/replay.js';
import type {Run} from '../../store/run.js';
import {update} from '../../store/update.js';
import {plain, toned, type Line} from '../line.js';
import {namesServersIn} from '../names-servers.js';
import type {Glyphs} from '../theme.js';
import {timelineLines} from '../timeline/timeline.js';

/** One transfer, as it was when it was over, or when the recording was. */
export type Story = {
	/** In ms since the recording began. */
	readonly begins: number;
	readonly model: Model;
	readonly run: Run;
};

/** Every transfer of a recording. The events go through the same update as on the screen. */
export const storiesOf = (recording: Recording): Story[] => {
	const stories: Story[] = [];
	let model = beginReplay(recording, '');
	let begins = 0;
	const finish = () => {
		if (model.run) {
			stories.push({begins, model, run: model.run});
		}
	};

	for (const event of recording.events) {
		if (event.type === 'transfer-started') {
			finish();
			begins = Math.max(0, event.at - recording.head.at);
		}

		[model] = update(model, event);
	}

	finish();
	return stories;
};

const ownerIn = ({accounts}: Model) => {
	const owners = new Map(accounts.map(({id, owner}) => [id, owner]));
	return (id: string) => owners.get(id) ?? id.slice(0, 8);
};

/** `Ada → Ben  $100.00`. */
export const titleOf = ({model, run: {transfer: {from, to, cents}}}: Story, glyphs: Glyphs): string => {
	const owner = ownerIn(model);
	return `${owner(from)} ${glyphs.to} ${owner(to)}  ${formatCents(cents)}`;
};

/** A transfer's attempts, as the timeline draws them when there is room for each statement. */
export const linesOf = ({model, run}: Story, glyphs: Glyphs, width: number): Line[] => timelineLines(run, {
	width, now: 0, pacing: model.pacing, glyphs, isDetailed: true, namesServers: namesServersIn(model), owner: ownerIn(model),
}).map(({line}) => line);

/** Which engine and policy, in a line. */
export const aboutLine = ({head: {server, command, at, program}}: Recording, glyphs: Glyphs): Line => [
	plain(server ? `${server.engine} ${server.version} ${server.embedded ? 'embedded' : server.address} ${glyphs.dot} ` : ''),
	toned('dim', `${command}, recorded on ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC by Backoff Bank ${program}`),
];
