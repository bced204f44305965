import type {Persona} from '../persona.js';
import {cockroachdb201} from './cockroachdb-20-1.js';
import {current} from './current.js';

export type Version = '20.1' | 'current';

export const personas: Readonly<Record<Version, Persona>> = {'20.1': cockroachdb201, current};
