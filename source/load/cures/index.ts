import type {Cure} from './cure.js';
import {readThenWrite} from './read-then-write.js';

/** Every cure, in the order in which tables list them. */
export const cures: readonly Cure[] = [readThenWrite];
