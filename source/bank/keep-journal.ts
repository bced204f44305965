import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';
import {Journal} from './journal.js';
import {settleLeftOver} from './settle-left-over.js';
import {stateDirectory} from './state-directory.js';

/** Settles what earlier programs left open in this bank, and begins a journal for this one. Tells both where there is something to tell. */
export const keepJournal = async (bank: Bank, onEvent: OnBankEvent, signal?: AbortSignal): Promise<Journal> => {
	const directory = stateDirectory();
	const settled = await settleLeftOver(bank, directory, signal);
	if (settled.length > 0) {
		onEvent({type: 'journal-settled', at: Date.now(), settled});
	}

	return new Journal(directory, message => {
		onEvent({type: 'journal-failed', at: Date.now(), message});
	});
};
