import type {ReactElement} from 'react';
import type {Frame} from '../../store/store.js';
import type {Projection} from '../projection.js';
import type {Glyphs} from '../theme.js';
import {BankScreen} from './bank.js';
import {LessonReplayScreen} from './lesson-replay.js';
import {ProjectorScreen} from './projector.js';
import {StormScreen} from './storm.js';

/** The screen that a frame is of: a recorded lesson, a storm, or the bank; each also for a room. */
export const screenOf = (frame: Frame, size: {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs}, projection?: Projection): ReactElement => {
	const {lesson, storm} = frame.model;
	if (lesson) {
		return <LessonReplayScreen frame={frame} lesson={lesson} projection={projection} {...size}/>;
	}

	if (storm) {
		return <StormScreen frame={frame} storm={storm} projection={projection} {...size}/>;
	}

	const {columns, rows, glyphs} = size;
	return projection ? <ProjectorScreen frame={frame} projection={projection} size={{columns, rows}} glyphs={glyphs}/> : <BankScreen frame={frame} {...size}/>;
};
