import {after, describe, test, type TestContext} from 'node:test';
import {listAccounts} from '../../source/bank/accounts.js';
import {auditBank} from '../../source/bank/audit.js';
import {openBank} from '../../source/bank/open-bank.js';
import {MissingPrivilegeError, NotOurTablesError} from '../../source/bank/schema.js';
import {connectFor, makeTransferOn, openBankFor, startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});
await server.run('CREATE ROLE clerk LOGIN');

const noSchemas = {skip: !server.hasSchemas && `${server.kind} has no CREATE SCHEMA`};
const withoutSchemas = {skip: server.hasSchemas && 'there are schemas'};

/** A schema in which clerk may do that; where there is but one, that one, empty. */
const schemaWith = async (name: string, rights: 'USAGE' | 'USAGE, CREATE'): Promise<string> => {
	const schema = await server.freshSchema(name);
	await server.run(server.hasSchemas ? `CREATE SCHEMA ${schema}` : 'REVOKE ALL ON SCHEMA public FROM clerk', `GRANT ${rights} ON SCHEMA ${schema} TO clerk`);
	return schema;
};

const explains = (pattern: RegExp) => (error: unknown) => error instanceof MissingPrivilegeError
	&& pattern.test(error.message) && /GRANT|--schema NAME/v.test(error.message);

describe('A user with few rights', () => {
	test('who may not create is told so, and by whose leave it can be', noSchemas, async (t: TestContext) => {
		const database = await connectFor(t, server.url({user: 'clerk'}));
		await t.assert.rejects(openBank(database, {schema: 'backoff_bank'}), explains(/may not create .*schema backoff_bank: (?:permission denied for|[^\n]* CREATE privilege on) database/v));
		const closed = await schemaWith('closed', 'USAGE');
		await t.assert.rejects(openBank(database, {schema: closed}), explains(/(?:permission denied for|CREATE privilege on) schema closed/v));
		await t.assert.rejects(openBank(database, {schema: 'public'}), explains(/(?:permission denied for|CREATE privilege on) schema public/v));
	});

	test('who may not create where there are no schemas is told so too, as it can be allowed there', withoutSchemas, async (t: TestContext) => {
		await schemaWith('closed', 'USAGE');
		const database = await connectFor(t, server.url({user: 'clerk'}));
		const words = /may not create .*schema public: user clerk does not have CREATE privilege on database defaultdb\. .*run: GRANT CREATE ON DATABASE \S+ TO clerk\./v;
		await t.assert.rejects(openBank(database, {schema: 'backoff_bank'}), explains(words));
	});

	test('can work in a bank that is there', async (t: TestContext) => {
		const counter = await schemaWith('counter', 'USAGE');
		await openBankFor(t, server, {schema: counter});
		await server.run(`GRANT SELECT, UPDATE ON ${counter}.accounts TO clerk`, `GRANT SELECT, INSERT ON ${counter}.transfers TO clerk`);
		const {bank, created} = await openBank(await connectFor(t, server.url({user: 'clerk'})), {schema: counter});
		t.assert.deepStrictEqual(created, {schema: false, tables: false});
		const [ada, ben] = await listAccounts(bank);
		t.assert.ok(ada);
		t.assert.ok(ben);
		await makeTransferOn(server)(bank, {id: crypto.randomUUID(), from: ada.id, to: ben.id, cents: 1n}, {rivals: 1});
		const {conserved} = await auditBank(bank);
		t.assert.ok(conserved);
	});

	test('who may make their own schema gets it', noSchemas, async (t: TestContext) => {
		await server.run('CREATE SCHEMA own AUTHORIZATION clerk');
		const {created} = await openBank(await connectFor(t, server.url({user: 'clerk'})), {schema: 'own'});
		t.assert.deepStrictEqual(created, {schema: false, tables: true});
	});

	test('who may create in the schema, but not touch the bank in it, is told so instead of waiting for ever', {timeout: 5000}, async (t: TestContext) => {
		const shared = await schemaWith('shared', 'USAGE, CREATE');
		await openBankFor(t, server, {schema: shared});
		const database = await connectFor(t, server.url({user: 'clerk'}));
		await t.assert.rejects(openBank(database, {schema: shared}), explains(/permission denied for table|SELECT privilege on relation/v));
	});

	test('whose schema has tables of others that they may not see changes nothing there', {timeout: 5000}, async (t: TestContext) => {
		const hidden = await schemaWith('hidden', 'USAGE, CREATE');
		await server.run(`CREATE TABLE ${hidden}.accounts (login text)`);
		const database = await connectFor(t, server.url({user: 'clerk'}));
		await t.assert.rejects(openBank(database, {schema: hidden}), NotOurTablesError);
		t.assert.deepStrictEqual(await server.run(`SELECT relname FROM pg_class WHERE relnamespace = '${hidden}'::regnamespace`), [['accounts']]);
	});

	test('who may not look at the accounts is told so', async (t: TestContext) => {
		const vault = await schemaWith('vault', 'USAGE');
		await openBankFor(t, server, {schema: vault});
		await server.run(`GRANT INSERT ON ${vault}.accounts, ${vault}.transfers TO clerk`);
		const database = await connectFor(t, server.url({user: 'clerk'}));
		await t.assert.rejects(openBank(database, {schema: vault}), explains(/(?:permission denied for table|SELECT privilege on relation) accounts/v));
	});
});
