import type {LessonEvent} from '../../lessons/events.js';
import type {Failure} from '../../transactions/failure.js';
import {explainFailure} from '../explain.js';
import {sentence} from '../sentences/spoken.js';

const whatToDo: Readonly<Record<Failure['verdict'], string>> = {
	retry: 'All of that transaction is rolled back, so all of it may be run again, from BEGIN.',
	ambiguous: 'COMMIT was sent, so it may have been done: to run it again blindly could do it twice. Whoever wants to know looks for its id.',
	final: 'Another attempt would come to the same.',
};

/** Why the last statement of those that failed did so, in sentences. */
export const explainedFailure = (events: readonly LessonEvent[]): string[] => {
	const failed = events.findLast(event => event.type === 'statement-failed');
	if (!failed) {
		return ['No statement has failed yet.'];
	}

	const {session, failure} = failed;
	const server = events.findLast(event => event.type === 'lesson-started')?.server;
	const {label, text = ''} = failure.statement ?? {};
	return [
		sentence(`the last statement that failed is ${label ?? text}, of ${session}: ${failure.message}`),
		...explainFailure(failure, server?.slice(0, server.lastIndexOf(' '))),
		whatToDo[failure.verdict],
	];
};
