/** The same in another order, each order as likely as any other: one after the other is drawn from what is left. */
export const shuffled = <T>(items: readonly T[], random: () => number): T[] => {
	const left = [...items];
	return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
};
