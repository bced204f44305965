import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import type {Chart} from '../../../source/load/report/document.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Why no browser can be asked; false where there is one. */
export const whereABrowserIs: string | false = existsSync(executablePath) ? false : `there is no ${executablePath}; CHROMIUM names another`;

/** A chart of each kind, with that text wherever there is one. */
export const chartsOfBothKinds = (text: string): Chart[] => [
	{
		type: 'bars', title: text, unit: text, explanation: text, bars: [
			{label: text, value: 1000, least: 800, most: 1300, tone: 'plain'},
			{label: 'b', value: 10, least: 10, most: 10, tone: 'bad'},
			{label: 'c', value: 400, least: 0, most: 500, tone: 'marked'},
		],
	},
	{
		type: 'curves', title: text, xTitle: text, yTitle: text, explanation: text, isLogarithmic: true, curves: [
			{name: text, points: [[10, 50], [100, 2000]], isComputed: true},
			{name: `${text} 2`, points: [[10, 40], [100, 700]], isComputed: false},
		],
	},
];

/** What a browser makes of a page: in light and in dark, what it complained of, and whom it asked for anything. */
export const openInBrowser = async (html: string) => {
	const directory = await mkdtemp(path.join(os.tmpdir(), 'report-'));
	const file = path.join(directory, 'report.html');
	await writeFile(file, html);
	const browser = await chromium.launch({
		executablePath,
		args: [
			'--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
		],
	});
	try {
		const page = await browser.newPage();
		const complaints: string[] = [];
		const requests: string[] = [];
		page.on('console', message => {
			complaints.push(message.text());
		});
		page.on('pageerror', error => {
			complaints.push(error.message);
		});
		page.on('request', request => {
			requests.push(request.url());
		});
		const schemes = [];
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({colorScheme});
			await page.goto(pathToFileURL(file).href);
			// As text, because the browser's names are none of this program's.
			schemes.push(await page.evaluate<{readonly charts: number; readonly paper: string; readonly text: string; readonly bar: string}>(`({
				charts: [...document.querySelectorAll('figure svg')].filter(svg => svg.getBoundingClientRect().height > 100).length,
				paper: getComputedStyle(document.body).backgroundColor,
				text: getComputedStyle(document.body).color,
				bar: getComputedStyle(document.querySelector('[fill="var(--plain)"]')).fill,
			})`));
		}

		const own = pathToFileURL(file).href;
		return {title: await page.title(), schemes, complaints, requests: requests.filter(url => url !== own && !url.startsWith('data:'))};
	} finally {
		await browser.close();
		await rm(directory, {recursive: true});
	}
};
