import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import {readRecordingFrom} from '../../source/recording/read-recording.js';
import type {Recording} from '../../source/recording/recording.js';

/** Recordings that real programs made: transfers in format 1, a lesson in two rounds, one whose steps are storms, a storm, a lab, and the article's experiment. */
export type FixtureName = 'version-1' | 'lesson' | 'lesson-of-storms' | 'storm' | 'lab' | 'article';

export const fixtureFile = (name: FixtureName): string => fileURLToPath(new URL(`fixtures/${name}.jsonl`, import.meta.url));

/** Its lines, the head the first. */
export const fixtureLines = async (name: FixtureName): Promise<readonly string[]> => (await readFile(fixtureFile(name), 'utf8')).trimEnd().split('\n');

/** Reads a recording that is a text. */
export const readText = async (text: string | Uint8Array): Promise<Recording> => readRecordingFrom(Readable.from([Buffer.from(text)]), 'r.jsonl');

export const readFixture = async (name: FixtureName): Promise<Recording> => readText(await readFile(fixtureFile(name)));
