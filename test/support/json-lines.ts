/** An event as it is printed. */
export type PrintedEvent = {readonly v: unknown; readonly type: string; readonly at?: unknown; readonly [field: string]: unknown};

const isPrintedEvent = (value: unknown): value is PrintedEvent =>
	typeof value === 'object' && value !== null && 'v' in value && 'type' in value && typeof value.type === 'string';

/** Reads what `--json` prints: one event a line and nothing else. */
export const readEvents = (text: string): PrintedEvent[] => {
	const lines = text.split('\n');
	if (lines.pop() !== '') {
		throw new Error('The last line has no end');
	}

	return lines.map(line => {
		const event: unknown = JSON.parse(line);
		if (!isPrintedEvent(event)) {
			throw new Error(`This is no event: ${line}`);
		}

		return event;
	});
};
