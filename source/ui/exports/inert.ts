/** Where a spreadsheet takes a cell for a formula: at its beginning, or behind what another country's spreadsheet takes for the end of a cell. */
const live = /(?<=^|[,;\|])(?=\s*[+\-=@\u{FF0B}\u{FF0D}\u{FF1D}\u{FF20}])/gv;

/**
Makes a text that no spreadsheet calculates: an apostrophe goes before = + - @. Tabs and line ends have to be gone already.

Source: OWASP, "CSV Injection".
*/
export const inert = (text: string): string => text.replaceAll(live, '\'');
