import {chooseCells} from '../load/lab/cells.js';
import type {LabResult} from '../load/lab/lab-result.js';
import type {LabPlan} from '../load/lab/run-lab.js';
import type {OutageBackoff} from '../load/outage.js';
import {SettingError, type Origins, type Settings} from '../settings.js';
import {exitCodes} from './exit-codes.js';
import {stormOptions} from './storm-session.js';

/** What a lab is, unless told otherwise: many pay one and are paid by it, which is where conflicts come from; it takes less than a minute. */
const usual = {accounts: 100, hot: {share: 1, accounts: 1}, rounds: 5, duration: 700} as const;
/** Accounts are opened anew for each run of each cell. */
const mostAccounts = 10_000;
/** How a server that was lost is asked again: as the bank asks it. */
export const askingAgain = ({policy, base, cap}: Settings): OutageBackoff => ({policy, base, cap});

/**
What the settings ask the lab for.

@throws {SettingError} It is more than a lab can do.
*/
export const labPlan = (settings: Settings, origins: Origins): LabPlan => {
	const {cure, cures, policies, isolations, clients, accounts = usual.accounts, hot, rounds = usual.rounds, duration = usual.duration, seed} = settings;
	const isSet = (name: 'cure' | 'hot') => origins.get(name) !== 'default';
	const {policy = settings.policy, base = 10, cap = 1000, isolation = 'serializable', maxAttempts, deadline, restart} = stormOptions(settings, origins);
	const doesWait = restart !== 'savepoint';
	if (!doesWait && policies && policies.length > 1) {
		throw new SettingError('--policies can\'t be compared with --restart savepoint: nobody waits there, because the savepoint keeps its locks. Use --restart begin, or leave --policies out.');
	}

	if (accounts > mostAccounts) {
		throw new SettingError(`--accounts can't be "${accounts}" here: the lab opens all of them anew for each run, and takes at most ${mostAccounts}. Use fewer, or storm.`);
	}

	return {
		cells: chooseCells({
			cures: cures ?? (isSet('cure') ? [cure] : undefined),
			// Where nobody waits, there are no backoffs to compare.
			policies: doesWait ? policies : policies ?? [{policy}],
			isolations,
			usual: {policy, base, cap, isolation},
		}),
		rounds, duration, clients, accounts, hot: isSet('hot') ? hot : usual.hot,
		seed: seed ?? Math.floor(Math.random() * 1_000_000),
		maxAttempts, deadline, restart,
		backoff: askingAgain(settings),
	};
};

/** The exit code of a lab that came to its end. What is wrong on purpose is no reason to fail. */
export const labCode = ({findings, results}: LabResult): number => {
	if (findings.some(({type}) => type === 'broken')) {
		return exitCodes.invariantBroken;
	}

	return results.some(({money}) => money.unknown > 0) ? exitCodes.outcomeUnknown : exitCodes.done;
};
