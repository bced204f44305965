import {combine} from './combine.js';
import {conditional} from './conditional.js';
import type {Cure} from './cure.js';
import {forUpdate} from './for-update.js';
import {oneRoundTrip} from './one-round-trip.js';
import {queue} from './queue.js';
import {readThenWrite} from './read-then-write.js';

/** Every cure, in the order in which tables list them. Each loads what it works with only when it is opened: settings know them by name. */
export const cures: readonly Cure[] = [readThenWrite, forUpdate, conditional, oneRoundTrip, queue, combine];
