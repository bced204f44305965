import type {Report, ReportTable} from './document.js';

/** Whatever may mean something to Markdown or HTML becomes a character reference: links, markup and cells' ends with it. */
const escape = (text: string): string => text
	.replaceAll(/[!#$\u{26}*:<=>@\[\\\]^_`\{\|\}~]/gv, sign => `&#${sign.codePointAt(0) ?? 0};`)
	.replaceAll(/\bwww\./giv, 'www&#46;')
	.replaceAll(/\s+/gv, ' ')
	.trim();

const table = ({title, columns, rows}: ReportTable): string[] => [
	`## ${escape(title)}`,
	'',
	`| ${columns.map(column => escape(column)).join(' | ')} |`,
	`|${columns.map((_column, index) => index === 0 ? '---' : '---:').join('|')}|`,
	...rows.map(row => `| ${row.map(({text}) => escape(text)).join(' | ')} |`),
	'',
];

/** A report as Markdown, without its charts. */
export const renderMarkdown = ({title, lead, verdict, tables, terms, facts}: Report): string => [
	`# ${escape(title)}`,
	'',
	escape(lead),
	'',
	...verdict.map(({text}) => `- ${escape(text)}`),
	'',
	...tables.flatMap(each => table(each)),
	...terms.map(([term, meaning]) => `- **${escape(term)}** ${escape(meaning)}`),
	'',
	...facts.map(([name, value]) => `- ${escape(name)}: ${escape(value)}`),
	'',
].join('\n');
