import type {CommandInput} from './command.js';

/** `lab`: the same storm under each cure, as a table with a verdict; or, with `--article`, the experiment that backoff with jitter comes from. */
export const lab = async (input: CommandInput): Promise<number> => {
	if (input.settings.article) {
		const {runArticlePlainly} = await import('./lab-article.js');
		return runArticlePlainly(input);
	}

	const {runLabPlainly} = await import('./lab-plain.js');
	return runLabPlainly(input);
};
