import process from 'node:process';
import type {Settings} from '../settings.js';
import {lookOf, type Look} from '../ui/themes.js';

/** The look that the settings ask for, on the terminal at hand. */
export const lookFor = ({theme = 'terminal', ascii}: Pick<Settings, 'theme' | 'ascii'>): Look => lookOf({theme, isAscii: ascii}, process.env);
