import {Buffer} from 'node:buffer';
import {createRequire} from 'node:module';
import {after, before, describe, test, type TestContext} from 'node:test';
import {launchBrowser, withBrowser, type Browser, type Page} from '../../support/browser.js';
import {hostile, make, usual} from './made.js';

const player = createRequire(import.meta.url).resolve('asciinema-player/dist/bundle/asciinema-player.min.js');

describe('In a real browser', withBrowser, () => {
	let browser: Browser;
	before(async () => {
		browser = await launchBrowser();
	});
	after(async () => {
		await browser.close();
	});

	/** A new page, and whatever it asks for or complains of. */
	const openPage = async (t: TestContext): Promise<{readonly page: Page; readonly asked: string[]; readonly complaints: string[]}> => {
		const page = await browser.newPage();
		t.after(async () => page.close());
		const asked: string[] = [];
		const complaints: string[] = [];
		page.on('request', request => {
			asked.push(request.url());
		});
		page.on('pageerror', error => {
			complaints.push(error.message);
		});
		return {page, asked, complaints};
	};

	test('the web page shows each transfer, and loads nothing', async (t: TestContext) => {
		const {page, asked, complaints} = await openPage(t);
		await page.setContent(await make('html', usual));
		t.assert.strictEqual(await page.textContent('h1'), 'r.jsonl');
		t.assert.deepStrictEqual(await page.locator('h2').allTextContents(), ['Ada → Ben  $100.00', 'Ada → Ben  $100.00', 'Ada → Ben  $99,999.00']);
		const [first] = await page.locator('pre').allTextContents();
		t.assert.match(first ?? '', /40001 could not serialize access due to concurrent update[\s\S]*Committed at attempt 2/v);
		t.assert.ok(await page.locator('tr').count() > 100);
		t.assert.deepStrictEqual([asked, complaints], [[], []]);
	});

	test('the web page runs nothing that is in a recording', async (t: TestContext) => {
		const {page, asked, complaints} = await openPage(t);
		await page.setContent(await make('html', await hostile(), {name: '<script>document.title="owned"</script>'}));
		t.assert.match(await page.title(), /^<script>/v);
		t.assert.strictEqual(await page.locator('script, img, svg, a, iframe, object, link').count(), 0);
		t.assert.match((await page.locator('pre').allTextContents()).join('\n'), /onerror=/v);
		t.assert.deepStrictEqual([asked, complaints], [[], []]);
	});

	for (const [what, recording] of [['usual', async () => usual], ['hostile', async () => hostile()]] as const) {
		test(`the picture of a ${what} recording is a whole document, and runs nothing`, async (t: TestContext) => {
			const {page, complaints} = await openPage(t);
			const svg = await make('svg', await recording());
			await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
			t.assert.strictEqual(await page.evaluate('document.documentElement.nodeName'), 'svg');
			t.assert.strictEqual(await page.locator('parsererror, script, image, foreignObject').count(), 0);
			t.assert.ok(await page.locator('text').count() > 5);
			t.assert.deepStrictEqual(complaints, []);
		});
	}

	for (const format of ['cast', 'cast3']) {
		test(`asciinema's player plays ${format} to its end`, async (t: TestContext) => {
			const {page, complaints} = await openPage(t);
			await page.setContent('<div id="player"></div>');
			await page.addScriptTag({path: player});
			const length = await page.evaluate(`(async () => {
				const made = AsciinemaPlayer.create({data: ${JSON.stringify(await make(format, usual))}}, document.querySelector('#player'));
				await made.play();
				await made.pause();
				await made.seek('100%');
				return made.getDuration();
			})()`);
			t.assert.ok(Number(length) > 5, String(length));
			await page.waitForFunction('document.querySelector("#player").textContent.includes("at its end")');
			t.assert.match(await page.textContent('#player') ?? '', /Refused by the bank: Ada has/v);
			t.assert.deepStrictEqual(complaints, []);
		});
	}
});
