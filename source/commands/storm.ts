import type {CommandInput} from './command.js';
import {runStormPlainly} from './storm-plain.js';

/** `storm`: many clients on few accounts, in lines of text or JSON. */
export const storm = async (input: CommandInput): Promise<number> => runStormPlainly(input);
