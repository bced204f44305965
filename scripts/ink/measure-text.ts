import measureText from '../../node_modules/ink/build/measure-text.js';
import {panels, remembering} from './remembering.js';

/** Ink's own, asked for each line: it remembers what it was asked, and of several lines most were in the frame before. */
const measureLines = remembering((text: string) => {
	const lines = text.split('\n');
	return {width: Math.max(...lines.map(line => measureText(line).width)), height: lines.length};
}, panels);

const measure = (text: string): {width: number; height: number} => text.includes('\n') ? measureLines(text) : measureText(text);

export default measure;
