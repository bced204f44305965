import type {Audit} from '../bank/audit.js';
import type {OnBankEvent} from '../bank/events.js';
import type {Database} from '../database/connect.js';
import type {StormShape} from '../load/events.js';
import type {StormFigures} from '../load/statistics.js';
import {toned} from '../ui/line.js';
import {noWaitWords} from '../ui/timeline/failure.js';
import type {CommandInput} from './command.js';
import {exitCodes} from './exit-codes.js';
import {limitLongClearing, listenForSignals, sayInterrupted} from './interrupt.js';
import {lookFor} from './look-for.js';
import {narrateStorm} from './narrate-storm.js';
import {createNews} from './news.js';
import {createPrinter} from './print.js';
import {startRecording} from './record.js';
import {endingLines} from './storm-ending.js';
import {refusedCuresOf, stormOpening} from './storm-opening.js';
import {openStormSession} from './storm-session.js';
import {stormSummary} from './storm-summary.js';
import {createLossTeller} from './tell-outage.js';

/** How long a storm goes on without a screen, unless told otherwise, in ms. */
const usualDuration = 10_000;

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
				limitLongClearing(signal, opened, clearingLimit);
			},
		});
		const {connections, database: {server}} = session;
		const {engine, version, embedded, address} = server;
		recorder?.begin({engine: engine.title, version, embedded, address});
		const hear = narrateStorm(printer, {connections, place: `${engine.title} ${version} ${embedded ? 'embedded' : address}`}, glyphs);
		let shape: StormShape | undefined;
		// Whoever looks at the recording sees it on the storm's screen, which tells of the server and of balances.
		for (const event of recorder ? await stormOpening(session, settings.isolation) : []) {
			printer.tell(event);
		}

		const storm = session.start({
			signal,
			duration: settings.duration ?? usualDuration,
			onEvent(event) {
				if (event.type === 'storm-started') {
					const {type: _type, at: _at, clients: _clients, ...told} = event;
					shape = told;
				}

				printer.tell(event);
				hear(event);
				if (event.type === 'storm-started' && event.restart === 'savepoint') {
					printer.say([toned('dim', `${glyphs.waiting} ${noWaitWords}`)]);
				}
			},
		});
		const newsIn = createNews();
		const loss = createLossTeller(glyphs);
		const tellNews: OnBankEvent = event => {
			for (const line of event.type === 'balances-lost' ? loss.lost(event) : loss.regained()) {
				printer.say(line);
			}

			const news = event.type === 'audited' || event.type === 'balances-lost' || recorder !== undefined ? newsIn(event) : undefined;
			if (news) {
				printer.tell(news);
			}
		};

		session.watch(tellNews, () => recorder ? storm.hottest() : [], watching.signal);
		const figures = await storm.ended;
		watching.abort();
		const asked = Date.now();
		const audit = await session.conclude({onEvent: tellNews, signal});
		const at = Date.now();
		tellNews({type: 'audited', at, audit, elapsed: at - asked});
		for (const line of endingLines({figures, shape, clients: settings.clients, refused: refusedCuresOf(session.bank), audit}, glyphs)) {
			printer.say(line);
		}

		printer.tell(stormSummary({figures, audit, shape, clients: settings.clients, server}));
		return codeOf(audit, figures, code());
	} catch (error) {
		return sayInterrupted(error, code(), printer);
	} finally {
		watching.abort();
		recorder?.close();
		await database?.close();
	}
};
