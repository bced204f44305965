/**
What is said when something broke that nobody had thought of.

@param isVerbose - With the stack, a line for each of its frames.
*/
export const brokenWords = (error: unknown, isVerbose: boolean): string[] => {
	const {message, stack = ''} = error instanceof Error ? error : new Error(String(error));
	const said = `Something in Backoff Bank itself is broken: ${message.replace(/\.$/v, '')}.`;
	return isVerbose
		? [said, ...stack.split('\n').filter(line => /^\s+at /v.test(line))]
		: [`${said} What was under way is in the journal, and the next start finds out what became of it. --verbose tells where it broke.`];
};
