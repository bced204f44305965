import measureText from '../../node_modules/ink/build/measure-text.js';

/** Ink's own, asked for each line: it remembers what it was asked, and of several lines most were in the frame before. */
const measureLines = (text: string): {width: number; height: number} => {
	if (!text.includes('\n')) {
		return measureText(text);
	}

	const lines = text.split('\n');
	return {width: Math.max(...lines.map(line => measureText(line).width)), height: lines.length};
};

export default measureLines;
