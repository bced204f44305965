/** What is used of it: its own types are for browsers, and take the whole DOM for granted. */
declare module 'echarts/dist/echarts.esm.min.mjs' {
	export type Drawing = {
		setOption(option: object): void;
		renderToSVGString(): string;
		dispose(): void;
	};

	export function init(
		element: null,
		theme: null,
		options: {readonly renderer: 'svg'; readonly ssr: true; readonly width: number; readonly height: number},
	): Drawing;
}
