import path from 'node:path';
import process from 'node:process';

/**
Where programs keep what must outlive them, by the XDG Base Directory Specification; on Windows beside other programs' data.
Undefined where nobody knows of such a place.
*/
export const stateDirectory = (environment: Readonly<Record<string, string | undefined>> = process.env): string | undefined => {
	const {XDG_STATE_HOME: state = '', HOME: home = '', LOCALAPPDATA: local = ''} = environment;
	const place = [state, local, home === '' ? '' : path.join(home, '.local', 'state')].find(each => path.isAbsolute(each));
	return place === undefined ? undefined : path.join(place, 'backoff-bank');
};
