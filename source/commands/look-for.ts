import process from 'node:process';
import type {Settings} from '../settings.js';
import {lookOf, type Look} from '../ui/themes.js';

/** The look that the settings ask for, on the terminal at hand. */
export const lookFor = ({theme, ascii, projector}: Pick<Settings, 'theme' | 'ascii' | 'projector'>): Look =>
	lookOf({theme: theme ?? (projector ? 'contrast' : 'terminal'), isAscii: ascii, isDimless: projector}, process.env);
