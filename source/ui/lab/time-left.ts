import {simulated} from '../../load/article/simulator.js';
import type {ArticleModel, CuresModel, LabModel} from '../../store/lab.js';

/** How long a cell takes beyond its own time, until that is known, in ms. */
const overhead = 100;
/** How long a cell takes to get warm, in ms. */
const warming = 250;

/** How long the run that is under way has gone on. */
const goneBy = ({current, startedAt}: LabModel, now: number): number => current ? Math.max(0, now - startedAt) : 0;

const curesLeft = (lab: CuresModel, now: number): number => {
	const {outline: {cells, rounds, duration}, runs, spent, warmed, current} = lab;
	const each = runs.length === 0 ? duration + overhead : spent / runs.length;
	const counted = current && current.round > 0 ? Math.min(each, goneBy(lab, now)) : 0;
	return ((cells.length - warmed) * warming) + (((cells.length * rounds) - runs.length) * each) - counted;
};

/** What the simulator says of a run, which is not far from the truth; a policy that took too long is not asked again. */
const articleLeft = (lab: ArticleModel, now: number): number => {
	const {outline: {clients, policies, rounds, limit}, runs} = lab;
	const slow = new Set(runs.filter(({isOver}) => isOver).map(({policy}) => policy));
	let left = 0;
	for (const count of clients) {
		for (const policy of policies) {
			const done = runs.filter(run => run.policy === policy && run.clients === count).length;
			const each = Math.min(limit, simulated.find(model => model.policy === policy && model.clients === count)?.elapsed ?? limit);
			left += slow.has(policy) ? 0 : Math.max(0, rounds - done) * each;
		}
	}

	return left - goneBy(lab, now);
};

/** How long a lab will still take, as far as can be told, in ms. */
export const timeLeft = (lab: LabModel, now: number): number => Math.max(0, lab.experiment === 'cures' ? curesLeft(lab, now) : articleLeft(lab, now));

/** How much of it is done, from 0 to 1. */
export const shareDone = (lab: LabModel, now: number): number => {
	const done = lab.spent + goneBy(lab, now);
	const left = timeLeft(lab, now);
	return lab.state === 'ended' || done + left === 0 ? 1 : done / (done + left);
};
