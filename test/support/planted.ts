/** Plants a bug from outside, which strikes at SIGUSR2: the program itself has no such thing. */
export const planted = (bug: string) => ({NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${bug} });`)}`});

/** What is said of a bug of ours. */
export const broken = 'Something in Backoff Bank itself is broken: planted. What was under way is in the journal, and the next start finds'
	+ ' out what became of it. --verbose tells where it broke.';
