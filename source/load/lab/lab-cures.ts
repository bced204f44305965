import type {Cure} from '../cures/cure.js';
import {cures} from '../cures/index.js';
import {readModifyWrite} from './read-modify-write.js';

/** The bank's cures, and the one that is wrong on purpose. */
export const labCures: readonly Cure[] = [...cures, readModifyWrite];
