import {deadlock} from './built-in/deadlock.js';
import {forUpdate} from './built-in/for-update.js';
import {lostAnswer} from './built-in/lost-answer.js';
import {lostUpdate} from './built-in/lost-update.js';
import {queue} from './built-in/queue.js';
import {rival} from './built-in/rival.js';
import {savepoint} from './built-in/savepoint.js';
import {tutorialLoop} from './built-in/tutorial-loop.js';
import {whyJitter} from './built-in/why-jitter.js';
import {writeSkew} from './built-in/write-skew.js';
import type {Lesson} from './lesson.js';

/** Every lesson, in the order in which an hour could go through them. */
export const lessons: readonly Lesson[] = [lostUpdate, rival, writeSkew, deadlock, forUpdate, savepoint, whyJitter, queue, lostAnswer, tutorialLoop];
