import type {Recording, RecordedKind} from '../../recording/recording.js';
import type {ExportOptions} from './export-options.js';

/** What a recording can be made into. */
export type Export = {
	readonly name: string;
	/** What it is for. */
	readonly title: string;
	/** It shows how time went by. */
	readonly isFilm?: true;
	/** Loads what makes it: the screen's code only where a screen is filmed. */
	load(kind: RecordedKind): Promise<(recording: Recording, options: ExportOptions) => string>;
};

export const exports: readonly Export[] = [
	{
		name: 'cast',
		title: 'a film for asciinema (asciicast v2)',
		isFilm: true,
		async load() {
			const {toCast2} = await import('./cast.js');
			return toCast2;
		},
	},
	{
		name: 'cast3',
		title: 'the same as asciicast v3',
		isFilm: true,
		async load() {
			const {toCast3} = await import('./cast.js');
			return toCast3;
		},
	},
	{
		name: 'svg',
		title: 'a picture of what happened',
		async load() {
			const {toSvg} = await import('./svg.js');
			return toSvg;
		},
	},
	{
		name: 'md',
		title: 'a page of notes',
		async load(kind) {
			if (kind === 'lab') {
				const {labMarkdown} = await import('./lab-report.js');
				return labMarkdown;
			}

			const {toMarkdown} = await import('./markdown.js');
			return toMarkdown;
		},
	},
	{
		name: 'html',
		title: 'a web page that needs nothing else',
		async load(kind) {
			if (kind === 'lab') {
				const {labHtml} = await import('./lab-html.js');
				return labHtml;
			}

			const {toHtml} = await import('./html.js');
			return toHtml;
		},
	},
	{
		name: 'csv',
		title: 'a table of the events, or of a storm\'s samples, or of a lab\'s figures',
		async load(kind) {
			if (kind === 'lab') {
				const {labCsv} = await import('./lab-report.js');
				return labCsv;
			}

			const {toCsv} = await import('./csv.js');
			return toCsv;
		},
	},
];
