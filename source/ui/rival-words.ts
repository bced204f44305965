/** What a transfer meets, to go with "Ada sends Ben $100.00". */
export const rivalWords = (rivals: number): string => rivals === 0
	? 'with nobody in the way'
	: `while ${rivals === 1 ? 'a rival wants' : `${rivals} rivals want`} the same row`;
