import type {Audit} from '../bank/audit.js';
import type {OnBankEvent} from '../bank/events.js';
import {formatCents} from '../bank/money.js';
import type {Database} from '../database/connect.js';
import type {StormEvent, StormShape} from '../load/events.js';
import type {StormFigures} from '../load/statistics.js';
import {isSameAudit} from '../store/update-accounts.js';
import {auditSegment} from '../ui/audit-words.js';
import {plain, toned} from '../ui/line.js';
import {reportLines, sampleLine} from '../ui/storm/report.js';
import {shapeWords, sharingWords, waitWords} from '../ui/storm/words.js';
import type {Glyphs} from '../ui/theme.js';
import type {CommandInput} from './command.js';
import {exitCodes} from './exit-codes.js';
import {limitClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {lookFor} from './look-for.js';
import {createPrinter, type Printer} from './print.js';
import {startRecording} from './record.js';
import {openStormSession, type StormSession} from './storm-session.js';
import {stormSummary} from './storm-summary.js';

/** How long a storm goes on without a screen, unless told otherwise, in ms. */
const usualDuration = 10_000;
/** How often a line says how it goes, in ms. */
const lineInterval = 1000;

/** How long what was interrupted may take to come to its end, the last audit included, in ms. */
const clearingLimit = 8000;

/** The exit code of a storm that came to its end. */
const codeOf = ({conserved, unknown}: Audit, {committed, exhausted}: StormFigures, interrupted: number | undefined): number => {
	if (!conserved) {
		return exitCodes.invariantBroken;
	}

	if (interrupted !== undefined) {
		return interrupted;
	}

	if (unknown > 0) {
		return exitCodes.outcomeUnknown;
	}

	return committed === 0 && exhausted > 0 ? exitCodes.retriesExhausted : exitCodes.done;
};

/** Says what the storm tells: at its start what it is, and then a line a second. */
const narrateStorm = ({progress, say}: Printer, {connections, database: {server}}: StormSession, glyphs: Glyphs) => {
	let shape: StormShape | undefined;
	let said = 0;
	return {
		shape: () => shape,
		hear(event: StormEvent): void {
			if (event.type === 'storm-started') {
				const {engine, version, embedded, address} = server;
				const {type: _type, at: _at, clients, ...rest} = event;
				shape = rest;
				const words = [shapeWords(rest, clients, glyphs), waitWords(rest, glyphs), `${engine.title} ${version} ${embedded ? 'embedded' : address}`];
				say([toned('strong', 'Storm'), plain(`  ${words.join(` ${glyphs.dot} `)}`)]);
				if (clients > connections) {
					say([toned('dim', sharingWords(clients, connections))]);
				}
			}

			if (event.type !== 'storm-sample' || event.at - said < lineInterval) {
				return;
			}

			said = event.at;
			progress(sampleLine(event));
		},
	};
};

/** Lets a storm loose, tells how it goes in lines of text or JSON, and what it came to. Resolves to the exit code. */
export const runStormPlainly = async ({settings, origins}: CommandInput): Promise<number> => {
	const {signal, code} = listenForSignals();
	const {glyphs, theme} = lookFor(settings);
	const recorder = startRecording('storm', settings, message => {
		printer.say([toned('waiting', message)]);
	});
	const printer = createPrinter(settings.json, recorder, theme);
	const watching = new AbortController();
	let database: Database | undefined;
	try {
		const session = await openStormSession(settings, origins, {
			signal,
			onDatabase(opened) {
				database = opened;
				limitClearing(signal, opened, clearingLimit);
			},
		});
		const {engine, version, embedded, address} = session.database.server;
		recorder?.begin({engine: engine.title, version, embedded, address});
		const {hear, shape} = narrateStorm(printer, session, glyphs);
		const storm = session.start({
			signal,
			duration: settings.duration ?? usualDuration,
			onEvent(event) {
				printer.tell(event);
				hear(event);
			},
		});
		let known: Audit | undefined;
		const tellAudit: OnBankEvent = event => {
			if (event.type !== 'audited' || isSameAudit(known, event.audit)) {
				return;
			}

			known = event.audit;
			printer.tell(event);
		};

		// Nobody looks at balances here: it only audits.
		session.watch(tellAudit, () => [], watching.signal);
		const figures = await storm.ended;
		watching.abort();
		const asked = Date.now();
		const audit = await session.conclude();
		const at = Date.now();
		tellAudit({type: 'audited', at, audit, elapsed: at - asked});
		const told = shape();
		for (const line of told ? reportLines(figures, told, settings.clients, glyphs) : []) {
			printer.say(line);
		}

		printer.say([plain(`${glyphs.sum} ${formatCents(audit.total)} `), auditSegment(audit, glyphs)]);
		printer.tell(stormSummary({figures, audit, shape: told, clients: settings.clients, server: session.database.server}));
		return codeOf(audit, figures, code());
	} catch (error) {
		return sayInterrupted(error, code(), printer);
	} finally {
		watching.abort();
		recorder?.close();
		await database?.close();
	}
};
