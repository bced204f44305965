import type {Line} from '../line.js';
import {TextLine} from './text-line.js';

/** Several rows. A row is its place. */
export function Lines({lines}: {readonly lines: readonly Line[]}) {
	return lines.map((line, place) => <TextLine key={place} line={line}/>);
}
