import {setInterval} from 'node:timers/promises';

const interval = 4;

/**
Asks every 4 ms until the condition holds: for what no event tells of, such as a line in a file or the end of a
process that isn't our child.

@param limit - In ms, after which it gives up.
@returns Whether the condition came to hold.
@throws An AbortError as soon as the signal aborts.
*/
export const waitUntil = async (
	condition: () => boolean | Promise<boolean>,
	{limit, signal}: {readonly limit: number; readonly signal?: AbortSignal},
): Promise<boolean> => {
	if (await condition()) {
		return true;
	}

	const deadline = performance.now() + limit;
	for await (const _ of setInterval(interval, undefined, {signal})) {
		if (await condition()) {
			return true;
		}

		if (performance.now() > deadline) {
			break;
		}
	}

	return false;
};
