import {stateDirectory} from '../bank/state-directory.js';
import type {LessonEvent} from '../lessons/events.js';
import type {Lesson} from '../lessons/lesson.js';
import {noteEvent, remarksAfter, type PresenterNotes} from '../lessons/presenter-notes.js';
import {createNotesFile} from './notes-file.js';

/** What `notes` shows in another terminal, kept while a lesson is shown in this one. */
export type NotesKeeper = {
	hear(event: LessonEvent): void;
	/** A step, counted from 1, is held: that is what comes next. `engine` is the name of the one that plays. */
	held(number: number, next: string, engine: string): void;
	/** The lesson was broken off. */
	stopped(): void;
	close(): void;
};

export const keepNotes = (lesson: Lesson, directory = stateDirectory()): NotesKeeper => {
	const file = createNotesFile(directory);
	let notes: PresenterNotes | undefined;
	const put = (next: PresenterNotes | undefined) => {
		if (next && next !== notes) {
			file.write(next);
		}

		notes = next;
	};

	return {
		hear(event) {
			put(noteEvent(notes, event));
		},
		held(number, next, engine) {
			put(notes && {...notes, next, along: remarksAfter(lesson, number, {level: notes.isolation, engine, knowsWaits: true})});
		},
		stopped() {
			put(notes && {...notes, next: undefined, along: [], isOver: true});
		},
		close() {
			file.close();
		},
	};
};
