import type {ReactElement} from 'react';
import type {Frame} from '../../store/store.js';
import type {Glyphs} from '../theme.js';
import {BankScreen} from './bank.js';
import {LessonReplayScreen} from './lesson-replay.js';
import {StormScreen} from './storm.js';

/** The screen that a frame is of: a recorded lesson, a storm, or the bank. */
export const screenOf = (frame: Frame, size: {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs}): ReactElement => {
	const {lesson, storm} = frame.model;
	if (lesson) {
		return <LessonReplayScreen frame={frame} lesson={lesson} {...size}/>;
	}

	return storm ? <StormScreen frame={frame} storm={storm} {...size}/> : <BankScreen frame={frame} {...size}/>;
};
