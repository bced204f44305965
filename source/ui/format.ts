import stringWidth from 'string-width';

/** Milliseconds as people read them: `0.4ms`, `38ms`, `1.2s`, `120s`. */
export const formatMs = (ms: number): string => {
	if (ms >= 99_950) {
		return `${Math.round(ms / 1000)}s`;
	}

	if (ms >= 999.5) {
		return `${(ms / 1000).toFixed(1)}s`;
	}

	return ms < 9.95 ? `${ms.toFixed(1)}ms` : `${Math.round(ms)}ms`;
};

/** A time that was set, not measured: `50ms`, `5s`. */
export const formatTime = (ms: number): string => ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`;

/** Where something stands in time: `0:03.2`, `12:00.0`, `1:05:00.0`. */
export const formatPosition = (ms: number): string => {
	const tenths = Math.floor(ms / 100);
	const [seconds, minutes, hours] = [Math.floor(tenths / 10) % 60, Math.floor(tenths / 600) % 60, Math.floor(tenths / 36_000)];
	const clock = `${String(seconds).padStart(2, '0')}.${tenths % 10}`;
	return hours === 0 ? `${minutes}:${clock}` : `${hours}:${String(minutes).padStart(2, '0')}:${clock}`;
};

/** Cuts text to at most `width` cells, with … at the end of what was cut. */
export const cut = (text: string, width: number): string => {
	if (stringWidth(text) <= width) {
		return text;
	}

	let kept = '';
	for (const {segment} of new Intl.Segmenter().segment(text)) {
		if (stringWidth(kept + segment) > width - 1) {
			break;
		}

		kept += segment;
	}

	return width > 0 ? `${kept}…` : '';
};

/** Text in exactly `width` cells, at the left or at the right of them. */
export const pad = (text: string, width: number, side: 'left' | 'right' = 'left'): string => {
	const fitted = cut(text, width);
	const space = ' '.repeat(Math.max(0, width - stringWidth(fitted)));
	return side === 'left' ? fitted + space : space + fitted;
};

/** Breaks text at spaces into lines of at most `width` cells; a longer word is broken anywhere. */
export const wrap = (text: string, width: number): string[] => {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		let rest = word;
		const joined = line === '' ? rest : `${line} ${rest}`;
		if (stringWidth(joined) <= width) {
			line = joined;
			continue;
		}

		if (line !== '') {
			lines.push(line);
		}

		while (stringWidth(rest) > Math.max(1, width)) {
			const head = cut(rest, Math.max(1, width) + 1).slice(0, -1);
			lines.push(head);
			rest = rest.slice(head.length);
		}

		line = rest;
	}

	return [...lines, line];
};
