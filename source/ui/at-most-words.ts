/** How long a wait could have been, after how long it is; nothing where it is that long, as it is without chance. `told` puts ms into words. */
export const atMostWords = ({delay, ceiling}: {readonly delay: number; readonly ceiling: number}, before: string, told: (ms: number) => string): string =>
	delay === ceiling ? '' : `${before}of at most ${told(ceiling)}`;
