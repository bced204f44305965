import type {Recording} from '../../../recording/recording.js';
import {formatPosition} from '../../format.js';
import type {Glyphs} from '../../theme.js';
import type {Page} from '../page.js';
import {linesOf, storiesOf, titleOf} from '../stories.js';

/** Transfers, each with its attempts as the timeline draws them. */
export const transfersPage = (recording: Recording, glyphs: Glyphs, width: number): Page => ({
	columns: ['at', 'transfer', 'attempts', 'ending'],
	chapters: storiesOf(recording).map(story => ({
		title: titleOf(story, glyphs),
		lines: linesOf(story, glyphs, width),
		row: [formatPosition(story.begins), titleOf(story, glyphs), String(story.run.attempts.length), story.run.ending?.type ?? 'not over'],
	})),
	empty: 'No transfer was recorded.',
});
