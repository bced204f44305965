import type {CommandInput} from './command.js';

/** `storm`: many clients on few accounts, on a screen, or in lines of text or JSON where there is none or nobody wants one. */
export const storm = async (input: CommandInput): Promise<number> => {
	const {screenProblem} = await import('./draw-screen.js');
	if (input.settings.json || input.settings.plain || input.settings.accessible || screenProblem() !== undefined) {
		const {runStormPlainly} = await import('./storm-plain.js');
		return runStormPlainly(input);
	}

	const {runStormOnScreen} = await import('./storm-screen.js');
	return runStormOnScreen(input);
};
