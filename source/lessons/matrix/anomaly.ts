import type {Step} from '../lesson.js';
import {by} from '../steps.js';

/** What the statements of a case came to, by the names that the case gave them. */
export type Seen = {
	/** The rows that it answered, each as `id => value`; empty where it was refused, or never sent. */
	rows(name: string): readonly string[];
	/** How many rows it changed; undefined where it was refused, or never sent. */
	count(name: string): number | undefined;
	/** Whether every one of these transactions committed. */
	committed(...sessions: readonly string[]): boolean;
};

/** What is made of it. */
export type Judgement = {
	/** The anomaly has happened. */
	readonly occurred: boolean;
	/** What there was to see, in words. */
	readonly saw: string;
};

/** One interleaving that may show an anomaly. */
export type Case = {
	readonly name: string;
	readonly steps: readonly Step[];
	judge(seen: Seen): Judgement;
};

/** Something that isolation is to keep from happening. */
export type Anomaly = {
	readonly name: string;
	readonly title: string;
	/** It is kept from happening where none of them shows it. */
	readonly cases: readonly Case[];
};

/** Codes that refuse a transaction so that nothing happens that should not; anything else is none of isolation's business. */
export const refusals: readonly string[] = ['40001', '40P01', 'OC000', 'OC001'];

/** A statement of a transaction, under a name. What was refused is over: the rest of that transaction isn't sent. */
export const statement = (session: string, sql: string, name = sql): Step => by(session, sql, {say: name, when: 'ok', expect: {mayFail: refusals}});

export const begin = (...sessions: readonly string[]): Step[] => sessions.map(session => statement(session, 'BEGIN'));

export const commit = (...sessions: readonly string[]): Step[] => sessions.map(session => statement(session, 'COMMIT'));

export const all = 'SELECT id, value FROM test ORDER BY id';

export const one = (id: number): string => `SELECT id, value FROM test WHERE id = ${id}`;

export const set = (id: number, value: number): string => `UPDATE test SET value = ${value} WHERE id = ${id}`;

/** Rows in words. */
export const told = (rows: readonly string[]): string => rows.length === 0 ? 'nothing' : rows.join(', ');
