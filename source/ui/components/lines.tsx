import type {Line} from '../line.js';
import {TextLine} from './text-line.js';

/** Several rows. A row is its place, or what `keys` says that it is. */
export function Lines({lines, keys}: {readonly lines: readonly Line[]; readonly keys?: readonly string[]}) {
	return lines.map((line, place) => <TextLine key={keys?.[place] ?? place} line={line}/>);
}
