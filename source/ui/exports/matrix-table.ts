import type {Recording} from '../../recording/recording.js';
import {matrixOf} from '../matrix.js';
import {printable} from '../printable.js';
import type {Row} from './event-table.js';

export const matrixColumns: readonly string[] = ['anomaly', 'title', 'isolation', 'in_force', 'prevented', 'behind'];

/** A row for each field of a matrix. */
export const matrixRows = (recording: Recording): Row[] => matrixOf(recording).cells.map(({anomaly, title, isolation, inForce, prevented, cases}) => [
	anomaly, title, isolation, inForce, prevented === undefined ? 'unknown' : String(prevented), cases.map(({name, behind}) => `${name}: ${behind.join('; ')}`).join(' | '),
].map(text => printable(text)));
