import {createContext} from 'react';
import {themes, type Theme} from './themes.js';

/** The colours of everything below. It is asked for where text is painted and borders are drawn, and nowhere else. */
export const ThemeContext = createContext<Theme>(themes.terminal);
