/** Where an attempt after a conflict begins. */
export const restartModes = ['begin', 'savepoint'] as const;

export type RestartMode = (typeof restartModes)[number];

/**
The savepoint of each mode. The name is CockroachDB's own: to release this one is to commit.

Source: CockroachDB documentation, "Advanced Client-side Transaction Retries".
*/
export const restartSavepoints: Readonly<Record<RestartMode, string | undefined>> = {begin: undefined, savepoint: 'cockroach_restart'};

/** Whether a statement of ours, by its label, commits: from a savepoint, RELEASE does. */
export const isCommit = (label: string | undefined): boolean => label === 'commit' || label === 'release';
