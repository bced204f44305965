/** What chalk writes to begin and end a style. */
export const styles = /\u{1B}\[[\d;]*m/gv;

/**
Text of which each UTF-16 unit takes one cell, whatever stands beside it: printable ASCII, and the signs, lines and blocks
that the screen is drawn with.
*/
export const plainText = /^[\u{20}-\u{7E}±·×Σ–…ⁿ←↑→↓↯⇥⇧≤⌫⏎\u{2500}-\u{259F}▲▸▼◂◌✓✗]*$/v;
