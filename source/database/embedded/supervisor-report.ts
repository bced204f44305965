/** What a supervisor has written so far. */
export type SupervisorReport = {
	readonly stage: 'none' | 'initialising' | 'starting' | 'ended';
	/** The template that was asked for is there. */
	readonly isKept?: true;
	/** How initdb or the server ended: an exit status, or a signal's name. */
	readonly status?: string;
	/** The end of what they wrote, one entry a line. */
	readonly log: readonly string[];
};

/** Reads lines `initialising PID`, `keeping PID`, `kept`, `starting PID` and `ended STATUS`, followed by the end of the log. */
export const parseReport = (text: string): SupervisorReport => {
	const ended = /^ended (?<status>\S+)\r?\n/mv.exec(text);
	if (ended) {
		const log = text.slice(ended.index + ended[0].length).split('\n').map(line => line.trim()).filter(line => line !== '');
		return {stage: 'ended', status: ended.groups?.status, log};
	}

	return /^starting \d+\r?\n/mv.test(text)
		? {stage: 'starting', log: [], ...(/^kept\r?\n/mv.test(text) && {isKept: true})}
		: {stage: /^initialising \d+\r?\n/mv.test(text) ? 'initialising' : 'none', log: []};
};

/** One sentence that says why a server ended before it was ready. */
export const explainEnd = ({status, log}: SupervisorReport): string => {
	const words = log.join('\n  ');
	// The file is there, we looked: so what is missing is the loader that it names.
	const loader = /(?:not found|ENOENT|No such file or directory)$/v.test(words)
		? '\nIts binaries are made for systems with glibc, which this one (Alpine, or another with musl) seems not to be.'
		: '';
	return words === ''
		? `it ended with status ${status ?? 'unknown'} before it was ready, and said nothing.`
		: `it ended with status ${status ?? 'unknown'} before it was ready, and said:\n  ${words}${loader}`;
};
