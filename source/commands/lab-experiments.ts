import type {Bank} from '../bank/bank.js';
import type {ServerIdentity} from '../database/connect.js';
import {articleOutcome} from '../load/article/outcome.js';
import {runArticle} from '../load/article/run-article.js';
import type {Hold} from '../load/hold.js';
import {hotSpotText} from '../load/hot-spot.js';
import {labResult} from '../load/lab/lab-result.js';
import {runLab, type LabPlan} from '../load/lab/run-lab.js';
import type {Report} from '../load/report/document.js';
import type {Origins, Settings} from '../settings.js';
import type {Printable} from '../recording/event-json.js';
import {newArticleLab, newCuresLab, type LabModel} from '../store/lab.js';
import type {Message} from '../store/message.js';
import {articleReport} from '../ui/lab/article.js';
import {articleConclusion, articleHeading, labConclusion, labHeading} from '../ui/lab/conclusion.js';
import {labReport} from '../ui/lab/document.js';
import {placeWords} from '../ui/lab/table.js';
import type {Line} from '../ui/line.js';
import type {Glyphs} from '../ui/theme.js';
import {exitCodes} from './exit-codes.js';
import {articlePlan, articleSummary} from './lab-article-plan.js';
import {labCode, labPlan} from './lab-plan.js';
import {labSummary} from './lab-summary.js';

/** What came of an experiment, as far as it came. */
export type Conclusion = {
	/** To be printed on a terminal of this width. */
	lines(width: number): readonly Line[];
	readonly report: Report;
	readonly summary: Printable;
	readonly code: number;
};

/** What the lab's screen can show. */
export type LabExperiment = {
	/** What is known before the server is there. */
	readonly initial: LabModel;
	/** Measures; what is told becomes messages. Throws the signal's reason, if that is aborted. */
	run(bank: Bank, input: {readonly connections: number; readonly signal: AbortSignal; readonly hold: Hold; hear(message: Message): void}): Promise<void>;
	/** What the messages so far come to; undefined where nothing was measured. */
	conclude(lab: LabModel, server: ServerIdentity, glyphs: Glyphs): Conclusion | undefined;
};

/** What cells are called and do, before the server has said what it makes of their levels. */
const plannedShapes = (cells: LabPlan['cells']) => cells.map(({name, cure, policy, base, cap, isolation}) => ({
	name, cure: cure.name, title: cure.title, explanation: cure.explanation, isOneEach: cure.isOneEach,
	policy: policy.name, policyTitle: policy.title, base, cap, isolation, inForce: isolation, mayLose: false,
}));

/**
The same storm under each cure.

@throws {SettingError} It is more than a lab can do.
*/
export const curesExperiment = (settings: Settings, origins: Origins): LabExperiment => {
	const plan = labPlan(settings, origins);
	const {cells, rounds, duration, clients, accounts, hot, seed} = plan;
	return {
		initial: newCuresLab({cells: plannedShapes(cells), rounds, duration, clients, accounts, hot: hotSpotText(hot), seed}),
		async run(bank, {signal, hold, hear}) {
			await runLab(bank, {...plan, signal, hold, onEvent: hear});
		},
		conclude(lab, server, glyphs) {
			if (lab.experiment !== 'cures' || !lab.shape || lab.runs.length === 0) {
				return undefined;
			}

			const {shape, runs, repeated} = lab;
			const result = labResult(shape, runs, repeated);
			return {
				lines: width => [labHeading(shape, glyphs), ...labConclusion(result, {width, glyphs})],
				report: labReport(result, glyphs),
				summary: labSummary(result, runs, server),
				code: labCode(result),
			};
		},
	};
};

/** The article's experiment. How many clients there can be is known once the server has been asked. */
export const articleExperiment = (settings: Settings, origins: Origins): LabExperiment => {
	const {policies, ...planned} = articlePlan(settings, origins, Infinity);
	return {
		initial: newArticleLab({...planned, policies: policies.map(({name}) => name)}),
		async run(bank, {connections, signal, hold, hear}) {
			await runArticle(bank, {...articlePlan({...settings, seed: planned.seed}, origins, connections), signal, hold, onEvent: hear});
		},
		conclude(lab, server, glyphs) {
			if (lab.experiment !== 'article' || !lab.shape || lab.runs.length === 0) {
				return undefined;
			}

			const {shape, runs, repeated} = lab;
			const outcome = articleOutcome(shape, runs, repeated);
			return {
				lines: width => [articleHeading(shape, glyphs), ...articleConclusion(outcome, {width, glyphs})],
				report: articleReport(outcome, placeWords(shape, glyphs)),
				summary: articleSummary(outcome, runs, server),
				code: outcome.isKept ? exitCodes.done : exitCodes.invariantBroken,
			};
		},
	};
};
