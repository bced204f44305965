/** Anything that is printed as one line of JSON. */
export type Printable = {readonly type: string; readonly at?: number};

/**
One event as one line of JSON, as `--json` prints it: `{"v":1,"type":…,"at":…}`. Cents are decimal strings, times ms.
*/
export const eventToJson = ({type, at, ...rest}: Printable): string =>
	JSON.stringify({v: 1, type, at, ...rest}, (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value);
