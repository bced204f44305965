import type {ConnectingStage} from '../store/model.js';

/** What is being waited for before the bank is open. */
export const stageWords: Readonly<Record<ConnectingStage, string>> = {
	unpacking: 'Unpacking a PostgreSQL of your own',
	initialising: 'Making a PostgreSQL of your own: its data directory',
	starting: 'Starting a PostgreSQL of your own',
	connecting: 'Connecting to the database',
	opening: 'Opening the bank: its tables and accounts',
};
