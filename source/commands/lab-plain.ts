import process from 'node:process';
import {runLab} from '../load/lab/run-lab.js';
import {labReport} from '../ui/lab/document.js';
import {plain, toned} from '../ui/line.js';
import {sharingWords} from '../ui/storm/words.js';
import type {CommandInput} from './command.js';
import {labCode, labPlan} from './lab-plan.js';
import {withLab} from './lab-session.js';
import {labSummary} from './lab-summary.js';
import {createLabView} from './lab-view.js';

/** Runs the lab and tells it in lines of text or JSON. Resolves to the exit code. */
export const runLabPlainly = async ({settings, origins}: CommandInput): Promise<number> => {
	const plan = labPlan(settings, origins);
	return withLab(settings, async ({database, bank, connections, printer, glyphs, reports, signal}) => {
		if (plan.clients > connections) {
			printer.say([toned('dim', sharingWords(plan.clients, connections))]);
		}

		const view = createLabView(printer, {glyphs, width: process.stdout.isTTY && !settings.json ? Math.max(40, process.stdout.columns) : Infinity});
		const result = await runLab(bank, {
			...plan,
			signal,
			onEvent(event) {
				printer.tell(event);
				view.hear(event);
			},
		});
		view.conclude(result);
		await reports.write(labReport(result, glyphs));
		if (settings.report.length > 0) {
			printer.say([plain(` Written: ${settings.report.join(', ')}`)]);
		}

		printer.tell(labSummary(result, view.runs, database.server));
		return labCode(result);
	});
};
