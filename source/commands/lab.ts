import type {CommandInput} from './command.js';
import {runLabPlainly} from './lab-plain.js';

/** `lab`: the same storm under each cure, as a table with a verdict. */
export const lab = async (input: CommandInput): Promise<number> => runLabPlainly(input);
