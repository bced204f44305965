import type {Cure} from '../load/cures/cure.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';
import type {Pacing} from '../transactions/paced-clock.js';
import type {Making, Model} from './model.js';

/** What the model wants done in the world. Its results come back as messages. */
export type Effect =
	| {readonly type: 'send-transfer'; readonly from: string; readonly to: string; readonly cents: bigint; readonly making: Making}
	| {readonly type: 'cancel-transfer'}
	| {readonly type: 'look'}
	/** Read who waits for whom, again and again, until `leave-sessions`. */
	| {readonly type: 'watch-sessions'}
	| {readonly type: 'leave-sessions'}
	| {readonly type: 'set-pacing'; readonly pacing: Pacing}
	/** Lets one statement go, or ends one wait, while everything is paused. */
	| {readonly type: 'step'}
	/** A storm as it is to be: in the place of the one that goes on, if one does. */
	| {readonly type: 'start-storm'; readonly clients: number; readonly cure: Cure; readonly policy: BackoffPolicy}
	| {readonly type: 'stop-storm'}
	| {readonly type: 'set-clients'; readonly clients: number}
	/** No further run of the lab begins, or the next one may. */
	| {readonly type: 'hold-lab'; readonly isHeld: boolean}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

/** A new model, and what is to be done. */
export type Updated = readonly [Model, ...Effect[]];
