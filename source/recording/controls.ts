/** C0, DEL and C1 controls, and what draws nothing, turns the direction of writing or tags it: it is only there to mislead. */
const controls = /[\p{Bidi_Control}\p{Control}\u{206A}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E007F}]/gv;

const breaks = /[\t\n\v\f\r\u{85}\u{2028}\u{2029}]+/gv;

/** More marks on one letter than any script has; on many terminals they run over the rows above. */
const heaped = /(?<=\p{Mark}{8})\p{Mark}+/gv;

/** More characters joined into one than any emoji has. Who measures takes them for one, and a terminal that knows no such one draws them all. */
const joined = /(?:[^\u{200D}]\p{Mark}{0,8}\u{200D}+){5,}/gv;

/** Nearly everything that is drawn is this, and there is nothing to strip: Latin and Greek letters, punctuation, arrows, lines, blocks and signs. */
const harmless = /^[\u{20}-\u{7E}\u{A0}-\u{2FF}\u{370}-\u{3FF}\u{2010}-\u{2027}\u{2030}-\u{205E}\u{2070}-\u{20CF}\u{2100}-\u{2BFF}]*$/v;

/** One line without controls and without broken surrogates. Escape sequences become the harmless letters in them. */
export const stripControls = (text: string): string => harmless.test(text)
	? text
	: text.toWellFormed().replaceAll(breaks, ' ').replaceAll(controls, '').replaceAll(heaped, '').replaceAll(joined, run => run.replaceAll('\u{200D}', ''));

/** What `JSON.stringify` leaves as it is, and a terminal, an editor or a reader of lines would act on. */
const unescaped = /[\p{Bidi_Control}\u{7F}-\u{9F}\u{2028}\u{2029}\u{206A}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}]/gv;

/** Writes controls in a JSON text as escapes. Parsed, it is the same: JSON knows none of them outside its strings. */
export const escapeControls = (json: string): string =>
	json.replaceAll(unescaped, character => String.raw`\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
