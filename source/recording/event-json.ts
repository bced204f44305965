import {escapeControls} from './controls.js';
import {redact} from './redact.js';

/** Anything that is printed as one line of JSON. */
export type Printable = {readonly type: string; readonly at?: number; readonly [field: string]: unknown};

/** A `type` is one of our own words, and what a program goes by: no password makes another word of it. */
const shown = (key: string, value: unknown): unknown => {
	if (typeof value === 'bigint') {
		return String(value);
	}

	if (value instanceof Map) {
		return Object.fromEntries(value);
	}

	return typeof value === 'string' && key !== 'type' ? redact(value) : value;
};

/**
One event as one line of JSON, as `--json` prints it: `{"v":1,"type":…,"at":…}`. Cents are decimal strings, times ms. Secrets
are taken out, and control characters escaped, because it may be read on a terminal all the same.
*/
export const eventToJson = ({type, at, ...rest}: Printable): string => escapeControls(JSON.stringify({v: 1, type, at, ...rest}, shown));
