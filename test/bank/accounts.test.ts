import {after, describe, test, type TestContext} from 'node:test';
import {accountsInView} from '../../source/bank/accounts-in-view.js';
import {findAccount, listAccounts, UnknownAccountError} from '../../source/bank/accounts.js';
import type {Account} from '../../source/bank/bank.js';
import {openBank} from '../../source/bank/open-bank.js';
import {openingAccounts} from '../../source/bank/opening-accounts.js';
import {connectFor, openBankFor, startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const many = openingAccounts(30);
const ada: Account = {id: 'e969ae44-c792-8b0c-a90f-7af5b0bb12a6', owner: 'Ada', balance: 100_000n, opening: 100_000n};
const ben: Account = {id: '4c3bbd03-882c-87d8-a39f-1762f85d948f', owner: 'Ben', balance: 25_000n, opening: 25_000n};

describe('findAccount', () => {
	for (const asked of ['Ada', 'ada', ' ADA ', ada.id, ada.id.toUpperCase()]) {
		test(`finds Ada by "${asked}"`, (t: TestContext) => {
			t.assert.strictEqual(findAccount([ben, ada], asked), ada);
		});
	}

	for (const [asked, says] of [
		['Bem', /no account "Bem"\. Did you mean Ben\?/v],
		['Zed', /no account "Zed"\. There are /v],
		['adaa', /no account "adaa"\. Did you mean Ada\?/v],
		['Zacharias', /no account "Zacharias"\. There are Ada, Ben, Cleo, Dan, Eve, Finn, Gus, Hana and 22 more\./v],
		['', /no account ""\./v],
		[ada.id.replace(/.$/v, 'x'), /no account/v],
	] as const) {
		test(`finds nobody by "${asked}", and names the nearest or some`, (t: TestContext) => {
			t.assert.throws(() => findAccount(many, asked), (error: unknown) => error instanceof UnknownAccountError
				&& says.test(error.message) && error.refusal.type === 'no-such-account');
		});
	}

	test('names them all where there are few', (t: TestContext) => {
		t.assert.throws(() => findAccount([ada, ben], 'Zacharias'), {message: 'There is no account "Zacharias". There are Ada, Ben.'});
	});

	test('does not guess between two of the same name, and names their ids', (t: TestContext) => {
		const twin = {...ben, owner: 'ADA'};
		t.assert.throws(() => findAccount([ada, twin], 'ada'), (error: unknown) => error instanceof UnknownAccountError
			&& error.message === `2 accounts belong to "ada". Name one by its id: ${ada.id}, ${twin.id}`);
		t.assert.strictEqual(findAccount([ada, twin], twin.id), twin);
	});
});

describe('A new bank', () => {
	test('has the tutorial\'s two accounts and six more', async (t: TestContext) => {
		const accounts = await listAccounts(await openBankFor(t, server, {schema: await server.freshSchema('usual')}));
		t.assert.deepStrictEqual(accounts.map(({owner, balance}) => `${owner} ${balance}`), [
			'Ada 100000', 'Ben 25000', 'Cleo 50000', 'Dan 50000', 'Eve 50000', 'Finn 50000', 'Gus 50000', 'Hana 50000',
		]);
	});

	test('has the same ids everywhere', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('here'), accounts: 30});
		const accounts = await listAccounts(bank);
		t.assert.deepStrictEqual(accounts, many.toSorted((a, b) => a.owner.localeCompare(b.owner, 'en')));
		t.assert.deepStrictEqual(many.slice(0, 2), [ada, ben]);
		t.assert.match(ada.id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/v);
		const most = openingAccounts(30_000);
		t.assert.strictEqual(new Set(most.map(({id}) => id)).size, 30_000);
		t.assert.strictEqual(new Set(most.map(({owner}) => owner)).size, 30_000);
	});

	test('is read in full by a screen up to a thousand accounts, and from then on the first thousand of them', async (t: TestContext) => {
		const database = await connectFor(t, server.url());
		const schema = await server.freshSchema('view');
		const viewOf = async (accounts: number) => accountsInView((await openBank(database, {schema, accounts})).bank);
		t.assert.strictEqual(await viewOf(1000), undefined);
		t.assert.deepStrictEqual((await viewOf(1001))?.toSorted(), openingAccounts(1000).map(({id}) => id).toSorted());
	});

	test('grows to the accounts asked for, and never shrinks', async (t: TestContext) => {
		const database = await connectFor(t, server.url());
		const schema = await server.freshSchema('growing');
		const count = async (accounts?: number): Promise<number> => {
			const {bank} = await openBank(database, {schema, accounts});
			const all = await listAccounts(bank);
			return all.length;
		};

		t.assert.deepStrictEqual([await count(2), await count(), await count(12), await count(5), await count()], [2, 2, 12, 12, 12]);
		t.assert.strictEqual(await count(6000), 6000, 'in more than one statement');
		t.assert.strictEqual(await count(12_000), 12_000, 'with ids that are in order');
	});
});
