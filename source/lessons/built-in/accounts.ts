/** The tutorial's two accounts, in whole dollars, so that a statement can be read at a glance. */
export const accountsTable: readonly string[] = [
	'CREATE TABLE accounts (owner TEXT PRIMARY KEY, balance INT8 NOT NULL)',
	'INSERT INTO accounts (owner, balance) VALUES (\'Ada\', 1000), (\'Ben\', 250)',
];

export const readAda = 'SELECT balance FROM accounts WHERE owner = \'Ada\'';

export const readBoth = 'SELECT owner, balance FROM accounts ORDER BY owner';

/** How statements on them are told in a lane. */
export const said = {
	read: {say: 'SELECT Ada\'s balance'},
	set: (balance: number) => ({say: `UPDATE Ada's balance = ${balance}`}),
} as const;

export const setAda = (balance: number): string => `UPDATE accounts SET balance = ${balance} WHERE owner = 'Ada'`;

/** Moves dollars relative to what is there. */
export const change = (owner: string, by: number): string =>
	`UPDATE accounts SET balance = balance ${by < 0 ? '-' : '+'} ${Math.abs(by)} WHERE owner = '${owner}'`;

export const saidChange = (owner: string, by: number) => ({say: `UPDATE ${owner} ${by < 0 ? '−' : '+'} ${Math.abs(by)}`});
