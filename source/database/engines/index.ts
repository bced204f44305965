import {auroraDsql} from './aurora-dsql.js';
import {cockroachdb} from './cockroachdb.js';
import type {Engine, ServerSigns} from './engine.js';
import {postgresql} from './postgresql.js';
import {yugabytedb} from './yugabytedb.js';

/** Every engine, those that call themselves PostgreSQL before PostgreSQL itself. */
export const engines: readonly Engine[] = [cockroachdb, yugabytedb, auroraDsql, postgresql];

/** An engine, and its version as a number. */
export type Recognised = {readonly engine: Engine; readonly version: string};

/** Which engine answered, and its version; undefined where the signs tell of none. */
export const recogniseEngine = (signs: ServerSigns): Recognised | undefined => {
	for (const engine of engines) {
		const version = engine.recognise(signs);
		if (version !== undefined) {
			return {engine, version};
		}
	}

	return undefined;
};

/** The engine's own name for the cause of a failure, as one of them gives it; undefined when none does. */
export const readReason = (message: string, detail = ''): string | undefined => {
	for (const pattern of engines.flatMap(({reasons}) => reasons)) {
		const reason = pattern.exec(`${message}\n${detail}`)?.groups?.['reason'];
		if (reason !== undefined) {
			return reason;
		}
	}

	return undefined;
};

/** An engine by its title, as the screen has it. */
export const engineTitled = (title: string | undefined): Engine | undefined => engines.find(engine => engine.title === title);

/** What a cause that {@link readReason} found means, in a plain sentence: on that engine, or, where none is known, on any that has it. */
export const explainReason = (reason: string, engine?: Engine): string | undefined =>
	(engine ? [engine] : engines).flatMap(({meanings}) => meanings).find(([pattern]) => pattern.test(reason))?.[1];

/** What a code for which transactions are run again means: on that engine, or as most have it, and as exactly as the message tells. */
export const explainCode = (code: string, message: string, {codes, messages = []}: Engine = postgresql): string | undefined => {
	const meaning = codes[code];
	return meaning === undefined ? undefined : messages.find(([pattern]) => pattern.test(message))?.[1] ?? meaning;
};

/** A message as people read it: what is left of it without an engine's internals. */
export const briefly = (message: string): string => {
	let brief = message;
	for (const noise of engines.flatMap(engine => engine.noise ?? [])) {
		brief = brief.replace(noise, '');
	}

	return brief === '' ? message : brief;
};
