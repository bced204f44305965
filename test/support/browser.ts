import {accessSync} from 'node:fs';

/** As much of playwright's page as tests need. Its own types want those of a browser, which nothing else here may know. */
export type Page = {
	goto(url: string): Promise<unknown>;
	setContent(html: string): Promise<void>;
	addScriptTag(script: {readonly path: string}): Promise<unknown>;
	evaluate(script: string): Promise<unknown>;
	waitForFunction(script: string): Promise<unknown>;
	title(): Promise<string>;
	textContent(selector: string): Promise<string | null>;
	locator(selector: string): {count(): Promise<number>; allTextContents(): Promise<string[]>};
	on(event: 'request', listener: (request: {url(): string}) => void): void;
	on(event: 'pageerror', listener: (error: Error) => void): void;
	close(): Promise<void>;
};

export type Browser = {newPage(): Promise<Page>; close(): Promise<void>};

/** The browser that the system brings along, if it does. */
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => {
	try {
		accessSync(path);
		return true;
	} catch {
		return false;
	}
});

export const withBrowser = {skip: browserPath === undefined ? 'there is no Chromium here' : false};

/** Starts it, without a window. */
export const launchBrowser = async (): Promise<Browser> => {
	// By a name that the compiler can't follow to those types.
	const {chromium} = await import(['playwright', 'core'].join('-')) as {chromium: {launch(options: {executablePath: string; args: readonly string[]}): Promise<Browser>}};
	return chromium.launch({executablePath: browserPath ?? '', args: ['--no-sandbox']});
};
