/** How the engines name the cause of a 40001 inside its texts. For showing only: no decision hangs on it. */
const patterns: readonly RegExp[] = [
	// PostgreSQL, in DETAIL: Reason code: Canceled on identification as a pivot, during commit attempt.
	/Reason code: (?<reason>[^.]+)/v,
	// CockroachDB: … (RETRY_WRITE_TOO_OLD - …), … ABORT_REASON_PUSHER_ABORTED …
	/\b(?<reason>(?:RETRY|ABORT_REASON)_[A-Z_]+)/v,
	/\b(?<reason>ReadWithinUncertaintyInterval)/v,
	// Aurora DSQL: change conflicts with another transaction, please retry: (OC000)
	/\b(?<reason>OC00[01])\b/v,
];

/** The engine's own name for the cause, or undefined when it gave none. */
export const readReason = (message: string, detail = ''): string | undefined => {
	for (const pattern of patterns) {
		const reason = pattern.exec(`${message}\n${detail}`)?.groups?.['reason'];
		if (reason !== undefined) {
			return reason;
		}
	}

	return undefined;
};
