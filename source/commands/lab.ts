import type {CommandInput} from './command.js';

/**
`lab`: the same storm under each cure, as a table with a verdict; or, with `--article`, the experiment that backoff with jitter comes from. On a
screen, or in lines of text or JSON where there is none or nobody wants one.
*/
export const lab = async (input: CommandInput): Promise<number> => {
	const {json, plain, accessible, article} = input.settings;
	const {screenProblem} = await import('./draw-screen.js');
	if (!json && !plain && !accessible && screenProblem() === undefined) {
		const {runLabOnScreen} = await import('./lab-screen.js');
		return runLabOnScreen(input);
	}

	if (article) {
		const {runArticlePlainly} = await import('./lab-article.js');
		return runArticlePlainly(input);
	}

	const {runLabPlainly} = await import('./lab-plain.js');
	return runLabPlainly(input);
};
