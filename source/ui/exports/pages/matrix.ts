import type {Recording} from '../../../recording/recording.js';
import {matrixOf, matrixReport} from '../../matrix.js';
import type {Glyphs} from '../../theme.js';
import type {Page} from '../page.js';

/** The matrix of isolation levels: its table, and what happened behind each field. */
export const matrixPage = (recording: Recording, glyphs: Glyphs, width: number): Page => {
	const {cells, server} = matrixOf(recording);
	const title = `Isolation levels of ${server}`;
	return {columns: ['', 'matrix'], chapters: [{title, lines: matrixReport(cells, server, {glyphs, width}), row: ['', title]}], empty: ''};
};
