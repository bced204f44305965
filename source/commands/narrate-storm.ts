import type {StormEvent} from '../load/events.js';
import {toned} from '../ui/line.js';
import {sampleLine} from '../ui/storm/report.js';
import {sharingWords} from '../ui/storm/words.js';
import type {Glyphs} from '../ui/theme.js';
import type {Printer} from './print.js';
import {stormLine} from './storm-ending.js';

/** How often a line says how it goes, in ms. */
const lineInterval = 1000;

/** Says what a storm tells: at its start what it is, on which server and over how many connections, and then a line a second. */
export const narrateStorm = ({progress, say}: Pick<Printer, 'progress' | 'say'>, {place, connections}: {readonly place: string; readonly connections: number}, glyphs: Glyphs) => {
	let said = 0;
	return (event: StormEvent): void => {
		if (event.type === 'storm-started') {
			const {clients} = event;
			say(stormLine(event, clients, glyphs, place));
			if (clients > connections) {
				say([toned('dim', sharingWords(clients, connections))]);
			}
		}

		if (event.type !== 'storm-sample' || event.at - said < lineInterval) {
			return;
		}

		said = event.at;
		progress(sampleLine(event));
	};
};
