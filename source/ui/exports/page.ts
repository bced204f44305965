import {kindOf, type Recording, type RecordedKind} from '../../recording/recording.js';
import type {Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {labPage} from './pages/lab.js';
import {lessonPage} from './pages/lesson.js';
import {matrixPage} from './pages/matrix.js';
import {stormPage} from './pages/storm.js';
import {transfersPage} from './pages/transfers.js';

/** One thing of several that a recording tells: a transfer, a round of a lesson, a storm, a lab. */
export type Chapter = {
	readonly title: string;
	/** It as the screen draws it. */
	readonly lines: readonly Line[];
	/** What there is to say of it in a table of all of them: a text for each column. */
	readonly row: readonly string[];
};

/** A recording as pictures and pages have it. Texts are plain: each format makes them safe in its own way. */
export type Page = {
	/** The columns of the table of chapters; the title is the second. */
	readonly columns: readonly string[];
	readonly chapters: readonly Chapter[];
	/** What is said where there is no chapter. */
	readonly empty: string;
};

const pages: Readonly<Record<RecordedKind, (recording: Recording, glyphs: Glyphs, width: number) => Page>> = {
	bank: transfersPage, lesson: lessonPage, matrix: matrixPage, storm: stormPage, lab: labPage,
};

/** What a recording tells, in chapters of so many cells. */
export const pageOf = (recording: Recording, glyphs: Glyphs, width: number): Page => pages[kindOf(recording)](recording, glyphs, width);
