import {runArticle, type ArticleOutcome, type ArticlePlan, type ArticleRun} from '../load/article/run-article.js';
import {simulated} from '../load/article/simulator.js';
import type {Origins, Settings} from '../settings.js';
import {policies} from '../transactions/policies/index.js';
import {pad, wrap} from '../ui/format.js';
import {articleLines, articleReport, articleVerdict, articleWords} from '../ui/lab/article.js';
import {placeWords} from '../ui/lab/table.js';
import {plain, toned, type Line} from '../ui/line.js';
import {formatCount, policyTitle} from '../ui/storm/words.js';
import type {CommandInput} from './command.js';
import {exitCodes} from './exit-codes.js';
import {withLab} from './lab-session.js';

/** How long a run may take, unless told otherwise, in ms: without jitter, forty clients would take three quarters of a minute. */
const usualLimit = 10_000;
const textWidth = 78;

/** The article's numbers of clients, up to the one that was asked for; that one where it is smaller than all of them. */
const clientCounts = (most: number): number[] => {
	const all = [...new Set(simulated.map(({clients}) => clients))];
	const some = all.filter(count => count <= most);
	return some.length === 0 ? [most] : some;
};

/** What the settings ask for, with as many connections as there are: each client keeps one while its transaction pauses. */
const planOf = ({clients, rounds = 1, duration = usualLimit, seed}: Settings, origins: Origins, connections: number): ArticlePlan => ({
	policies: ['none', 'exponential', 'equal', 'full', 'decorrelated'].flatMap(name => policies.filter(policy => policy.name === name)),
	clients: clientCounts(Math.min(connections, origins.get('clients') === 'default' ? Infinity : clients)),
	rounds,
	limit: duration,
	seed: seed ?? Math.floor(Math.random() * 1_000_000),
});

const sums = (runs: readonly ArticleRun[]) => {
	const total = {attempts: 0, committed: 0};
	for (const {attempts, clients, isOver} of runs) {
		total.attempts += attempts;
		total.committed += isOver ? 0 : clients;
	}

	return total;
};

/** Repeats the article's experiment and sets it beside its simulator. Resolves to the exit code. */
export const runArticlePlainly = async ({settings, origins}: CommandInput): Promise<number> =>
	withLab(settings, async ({bank, database: {server}, connections, printer, glyphs, reports, signal}) => {
		const runs: ArticleRun[] = [];
		const outcome: ArticleOutcome = await runArticle(bank, {
			...planOf(settings, origins, connections),
			signal,
			onEvent(event) {
				printer.tell(event);
				if (event.type === 'article-started') {
					printer.say([toned('strong', 'Exponential backoff and jitter'), plain(`  ${articleWords(event, glyphs)}`)]);
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
		const place = placeWords({...outcome.shape, cells: [], skipped: [], duration: 0, clients: 0, accounts: 1, hot: 'all'}, glyphs);
		const words = articleVerdict(outcome).flatMap(({tone, text}) => wrap(text, textWidth - 1).map((line): Line => [plain(' '), toned(tone, line)]));
		for (const line of [...articleLines(outcome), ...words, ...wrap(place, textWidth - 1).map((text): Line => [toned('dim', ` ${text}`)])]) {
			printer.say(line);
		}

		await reports.write(articleReport(outcome, place));
		const {attempts, committed} = sums(runs);
		printer.tell({
			type: 'summary', command: 'lab', ok: outcome.isKept, transfers: committed, committed, refused: 0, unknown: 0, attempts, retries: attempts - committed,
			audit: {conserved: outcome.isKept}, engine: {name: server.engine.name, version: server.version},
		});
		return outcome.isKept ? exitCodes.done : exitCodes.invariantBroken;
	});
