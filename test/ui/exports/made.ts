import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import process from 'node:process';
import {Readable} from 'node:stream';
import {readRecordingFrom} from '../../../source/recording/read-recording.js';
import {kindOf, type Recording} from '../../../source/recording/recording.js';
import {exports} from '../../../source/ui/exports/index.js';
import {glyphsFor} from '../../../source/ui/theme.js';
import {hostileRecording} from '../../safety/hostile-recording.js';
import {payloads} from '../../safety/payloads.js';

// React draws at half the speed otherwise; it is loaded with the first film.
process.env['NODE_ENV'] ??= 'production';

const read = async (text: string | Uint8Array): Promise<Recording> => readRecordingFrom(Readable.from([Buffer.from(text)]), 'r.jsonl');

export const usual = await read(await readFile(new URL('../../recording/fixtures/version-1.jsonl', import.meta.url)));

/** What would do something in a page, a document, a table or a spreadsheet, should it come out as it is. */
export const live = [
	'<script>document.title = "owned"</script>',
	'"><img src=x onerror="document.title=\'owned\'">',
	'\'><svg onload=document.title="owned">',
	']]><!-- owned',
	'</title></style></pre></svg>',
	'&lt;b&gt;&#60;b',
	'```',
	'````\n# owned',
	'| owned | owned |',
	'[owned](javascript:alert(1))',
	'![owned](https://owned.invalid/x.png)',
	'<https://owned.invalid> https://owned.invalid www.owned.invalid owned@owned.invalid',
	'=HYPERLINK("https://owned.invalid","x")',
	'+1+cmd|\' /C calc\'!A0',
	'-2+3',
	'@SUM(1)',
	'\t=1+1',
	'\r=1+1',
	' =1+1',
	'a;=1+1',
	'a",=1+1',
	'＝1+1',
];

/** A recording in which every text is one of these, or all of them. */
export const hostile = async (text = [...live, ...payloads].join(' ')): Promise<Recording> => read(hostileRecording(text));

/** Makes one of the exports. */
export const make = async (format: string, recording: Recording, {name = 'r.jsonl', pace = 1} = {}): Promise<string> => {
	const toText = await exports.find(each => each.name === format)?.load(kindOf(recording));
	if (!toText) {
		throw new Error(`There is no ${format}`);
	}

	return toText(recording, {name, glyphs: glyphsFor({}), pace});
};
