import process from 'node:process';
import type {ArticleRun} from '../load/article/events.js';
import {runArticle} from '../load/article/run-article.js';
import {isOfOutage} from '../load/outage-events.js';
import {pad} from '../ui/format.js';
import {articleReport} from '../ui/lab/article.js';
import {articleConclusion, articleHeading} from '../ui/lab/conclusion.js';
import {placeWords} from '../ui/lab/table.js';
import {plain} from '../ui/line.js';
import {formatCount, policyTitle} from '../ui/storm/words.js';
import type {CommandInput} from './command.js';
import {exitCodes} from './exit-codes.js';
import {articlePlan, articleSummary} from './lab-article-plan.js';
import {withLab} from './lab-session.js';
import {createOutageTeller} from './tell-outage.js';

/** Repeats the article's experiment and tells of it in lines of text or JSON, beside its simulator. Resolves to the exit code. */
export const runArticlePlainly = async ({settings, origins}: CommandInput): Promise<number> =>
	withLab(settings, async ({bank, database: {server}, connections, printer, glyphs, reports, signal}) => {
		const runs: ArticleRun[] = [];
		const outageLines = createOutageTeller(glyphs);
		const outcome = await runArticle(bank, {
			...articlePlan(settings, origins, connections),
			signal,
			onEvent(event) {
				printer.tell(event);
				if (event.type === 'article-started') {
					printer.say(articleHeading(event, glyphs));
				}

				for (const line of isOfOutage(event) ? outageLines(event) : []) {
					printer.say(line);
				}

				if (event.type !== 'article-run') {
					return;
				}

				runs.push(event);
				const {policy, clients, attempts, elapsed, isOver} = event;
				const came = isOver ? 'took too long, and was ended' : `${pad(formatCount(attempts), 6, 'right')} attempts  ${pad(formatCount(elapsed), 7, 'right')} ms`;
				printer.progress([plain(` ${pad(String(clients), 4, 'right')} clients  ${pad(policyTitle(policy), 20)} ${came}`)]);
			},
		});
		for (const line of articleConclusion(outcome, {width: process.stdout.isTTY && !settings.json ? Math.max(40, process.stdout.columns) : 80, glyphs})) {
			printer.say(line);
		}

		await reports.write(articleReport(outcome, placeWords(outcome.shape, glyphs)));
		if (settings.report.length > 0) {
			printer.say([plain(` Written: ${settings.report.join(', ')}`)]);
		}

		printer.tell(articleSummary(outcome, runs, server));
		return outcome.isKept ? exitCodes.done : exitCodes.invariantBroken;
	});
