import type {OutageEvent} from '../load/outage-events.js';
import type {Loss} from '../transactions/lost-server.js';
import {formatMs} from '../ui/format.js';
import {toned, type Line} from '../ui/line.js';
import {outageWords} from '../ui/lost-words.js';
import type {Glyphs} from '../ui/theme.js';

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What there is to say of tables that could not be taken away again. */
export const leftWords = (tables: readonly string[]): string => `Left in the database, since the server can't be asked to remove them: ${tables.join(', ')}.`;

/** Says of a lost server what is news: each thing once, however often it is asked again. */
export const createLossTeller = ({waiting}: Pick<Glyphs, 'waiting'>) => {
	let lost: string | undefined;
	const said = (text: string): Line[] => [[toned('waiting', `${waiting} ${text}`)]];
	return {
		said,
		lost(loss: Loss & {readonly delay: number}): Line[] {
			const words = outageWords(loss);
			if (words === lost) {
				return [];
			}

			lost = words;
			return said(`${sentence(words)}. The server is asked again in ${formatMs(loss.delay)}, and then over and over.`);
		},
		/** It answers again; nothing where it was never lost. */
		regained(): Line[] {
			const wasLost = lost !== undefined;
			lost = undefined;
			return wasLost ? said('The server answers again.') : [];
		},
	};
};

/** What is to be said where an experiment loses its server. */
export const createOutageTeller = (glyphs: Pick<Glyphs, 'waiting'>): ((event: OutageEvent) => Line[]) => {
	const {said, lost, regained} = createLossTeller(glyphs);
	return event => {
		switch (event.type) {
			case 'lab-run-dropped': {
				return said(`This run doesn't count, and is played again: ${outageWords(event)}.`);
			}

			case 'lab-lost': {
				return lost(event);
			}

			case 'lab-regained': {
				return regained();
			}

			case 'lab-tables-left': {
				return said(leftWords(event.tables));
			}
		}
	};
};
