/*
Names of a browser's that the chart library's types speak of. There is none here, and none of these is ever met: charts are drawn as
text. The browser's own types would let all code here speak of windows and documents.
*/
type CanvasLineCap = string;
type CanvasLineJoin = string;
type CanvasTextAlign = string;
type CanvasTextBaseline = string;
type CanvasGradient = object;
type CanvasPattern = object;
type CanvasRenderingContext2D = object;
type Node = object;

// An interface: Node's own types have begun it, and both are one.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
interface HTMLImageElement {
	onload: unknown;
	onerror: unknown;
}
