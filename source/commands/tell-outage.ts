import type {OutageEvent} from '../load/outage-events.js';
import {formatMs} from '../ui/format.js';
import {toned, type Line} from '../ui/line.js';
import {outageWords} from '../ui/lost-words.js';
import type {Glyphs} from '../ui/theme.js';

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What there is to say of tables that could not be taken away again. */
export const leftWords = (tables: readonly string[]): string => `Left in the database, since the server can't be asked to remove them: ${tables.join(', ')}.`;

/** What is to be said where an experiment loses its server: each thing once, however often it is asked again. */
export const createOutageTeller = ({waiting}: Pick<Glyphs, 'waiting'>): ((event: OutageEvent) => Line[]) => {
	let lost: string | undefined;
	const said = (text: string): Line[] => [[toned('waiting', `${waiting} ${text}`)]];
	return event => {
		switch (event.type) {
			case 'lab-run-dropped': {
				return said(`This run doesn't count, and is played again: ${outageWords(event)}.`);
			}

			case 'lab-lost': {
				const words = outageWords(event);
				if (words === lost) {
					return [];
				}

				lost = words;
				return said(`${sentence(words)}. It is asked again in ${formatMs(event.delay)}, and then over and over.`);
			}

			case 'lab-regained': {
				lost = undefined;
				return said('The server answers again.');
			}

			case 'lab-tables-left': {
				return said(leftWords(event.tables));
			}
		}
	};
};
