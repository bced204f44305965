/** A COMMIT that was sent, and what really became of it. */
export type CommitSent = {
	/** The transaction had written something. */
	readonly hasWritten: boolean;
	/** The server has done it. */
	hasCommitted: boolean;
	/** The client was told what became of it. */
	isAnswered: boolean;
};

/** Whoever asks the pool for clients, and what the pool knows of them. */
export type Customer = {
	readonly name: string;
	/** How many clients it has. */
	held: number;
	/** How often it has asked for one. */
	connects: number;
	readonly commits: CommitSent[];
};
