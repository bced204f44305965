/** What a statement is called on the screen, by its label. */
export const statementWords: Readonly<Record<string, string>> = {
	begin: 'BEGIN', commit: 'COMMIT', rollback: 'ROLLBACK', 'read-balance': 'read', debit: 'debit', credit: 'credit', 'write-ledger': 'ledger',
	claim: 'claim id', 'look-up': 'look up', savepoint: 'SAVEPOINT', release: 'RELEASE', 'rollback-to': 'ROLLBACK TO SAVEPOINT',
};
