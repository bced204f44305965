import type {Report, ReportTable} from './document.js';

const references: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ['\'', '&#39;']]);

/** Text as text, between tags and in attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/["\u{26}'<>]/gv, sign => references.get(sign) ?? '');

/** The colours of charts and text, by what they mean; a chart names them as CSS variables. */
const style = `
:root { color-scheme: light dark; --paper: #ffffff; --text: #1f2328; --muted: #59636e; --line: #d1d9e0; --plain: #3b6fb6; --good: #1a7f37; --bad: #c9302c; --marked: #1a7f37;
	--curve-0: #59636e; --curve-1: #b35900; --curve-2: #3b6fb6; --curve-3: #1a7f37; --curve-4: #8250df; }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --text: #e6edf3; --muted: #9198a1; --line: #3d444d; --plain: #6ea8fe; --good: #3fb950; --bad: #ff6b66; --marked: #3fb950;
	--curve-0: #9198a1; --curve-1: #f0883e; --curve-2: #6ea8fe; --curve-3: #3fb950; --curve-4: #bc8cff; } }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--paper); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.table { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } th { color: var(--muted); font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .strong { font-weight: 600; }
figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; } figcaption { color: var(--muted); }
dt { font-weight: 600; } dd { margin: 0 0 0.4rem 1rem; color: var(--muted); }
`;

const tableHtml = ({title, columns, rows}: ReportTable): string => `
<h2>${escapeHtml(title)}</h2>
<div class="table"><table>
<thead><tr>${columns.map(column => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(row => `<tr>${row.map(({text, tone = 'plain'}) => `<td class="${tone}">${escapeHtml(text)}</td>`).join('')}</tr>`).join('\n')}
</tbody>
</table></div>`;

const list = (pairs: Report['terms']): string => `<dl>${pairs.map(([term, meaning]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`).join('')}</dl>`;

/**
A report as one HTML file that needs nothing else: no script, no network, no other file, and its own policy forbids them.

@param drawings - Its charts, in their order, each as an SVG element.
*/
export const renderHtml = ({title, lead, verdict, tables, charts, terms, facts}: Report, drawings: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(lead)}</p>
${verdict.map(({text, tone}) => `<p class="${tone}">${escapeHtml(text)}</p>`).join('\n')}
${tables.map(each => tableHtml(each)).join('\n')}
${charts.map((chart, index) => `
<figure>
<h2>${escapeHtml(chart.title)}</h2>
${drawings[index] ?? ''}
<figcaption>${escapeHtml(chart.explanation)}</figcaption>
</figure>`).join('\n')}
<h2>What the columns say</h2>
${list(terms)}
<h2>How it was measured</h2>
${list(facts)}
</body>
</html>
`;
