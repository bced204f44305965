/** C0, DEL and C1 controls, and the marks that turn the direction of writing. */
const controls = /[\p{Bidi_Control}\p{Control}\u{FEFF}]/gv;

const breaks = /[\t\n\v\f\r\u{85}\u{2028}\u{2029}]+/gv;

/**
Makes text from outside (the database, the command line, a file) safe for a terminal: one line, no control characters, no
change of writing direction, no broken surrogates. Everything that is shown goes through here.
*/
export const printable = (text: string): string => text.toWellFormed().replaceAll(breaks, ' ').replaceAll(controls, '');
