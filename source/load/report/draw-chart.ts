import {BarChart, CustomChart, LineChart} from 'echarts/charts';
import {GridComponent, LegendComponent} from 'echarts/components';
import {init, use, type EChartsCoreOption} from 'echarts/core';
import {SVGRenderer} from 'echarts/renderers';
import type {Bar, Chart} from './document.js';

/** In pixels of the drawing, which a page scales. */
const width = 860;
const curvesHeight = 420;
const barHeight = 30;
/** Room for labels, by what letters take at most on average: which font a page's reader has can't be known here. */
const labelMargin = 20;
const letterWidth = 7;

/**
Colours that stand for others: the drawing names what they mean, so that the page can have it in light and dark. The library wants
to compute with colours, and can't with a variable's name.
*/
const stands = {
	text: '#010101', muted: '#020202', line: '#030303', plain: '#040404', bad: '#050505', marked: '#060606',
	'curve-0': '#070701', 'curve-1': '#070702', 'curve-2': '#070703', 'curve-3': '#070704', 'curve-4': '#070705',
} as const;

const curveColors = [stands['curve-0'], stands['curve-1'], stands['curve-2'], stands['curve-3'], stands['curve-4']];

const axis = {
	axisLabel: {color: stands.muted},
	nameTextStyle: {color: stands.muted},
	axisLine: {lineStyle: {color: stands.line}},
	axisTick: {lineStyle: {color: stands.line}},
	splitLine: {lineStyle: {color: stands.line}},
	minorSplitLine: {show: false},
};

const common = {animation: false, textStyle: {fontFamily: 'system-ui, sans-serif', color: stands.text}} as const;

/** Reads, in a bar's whisker, the coordinates that its values have in the drawing. */
type Whisker = {value(dimension: number): number; coord(point: readonly [number, number]): readonly [number, number]};

const drawWhisker = (_parameters: unknown, {value, coord}: Whisker) => {
	const [left, y] = coord([value(0), value(2)]);
	const [right] = coord([value(1), value(2)]);
	const stroke = {stroke: stands.text, lineWidth: 1};
	const line = (x1: number, y1: number, x2: number, y2: number) => ({type: 'line', shape: {x1, y1, x2, y2}, style: stroke});
	return {type: 'group', children: [line(left, y, right, y), line(left, y - 4, left, y + 4), line(right, y - 4, right, y + 4)]};
};

const barsOption = (bars: readonly Bar[], unit: string): EChartsCoreOption => ({
	...common,
	grid: {left: labelMargin + (letterWidth * Math.max(...bars.map(({label}) => label.length))), right: 60, top: 8, bottom: 48, outerBoundsMode: 'none'},
	xAxis: {...axis, type: 'value', name: unit, nameLocation: 'middle', nameGap: 26},
	yAxis: {...axis, type: 'category', inverse: true, data: bars.map(({label}) => label), axisLabel: {color: stands.text}},
	series: [
		{type: 'bar', barWidth: '60%', data: bars.map(({value, tone}) => ({value, itemStyle: {color: stands[tone]}}))},
		{type: 'custom', z: 5, renderItem: drawWhisker, data: bars.map(({least, most}, index) => [least, most, index]), encode: {x: [0, 1], y: 2}},
	],
});

const curvesOption = ({curves, xTitle, yTitle, isLogarithmic}: Chart & {readonly type: 'curves'}): EChartsCoreOption => {
	const names = [...new Set(curves.map(({name}) => name))];
	return {
		...common,
		legend: {top: 0, itemGap: 24, textStyle: {color: stands.text}, data: names},
		grid: {left: 16, right: 24, top: 40, bottom: 40},
		xAxis: {...axis, type: 'value', name: xTitle, nameLocation: 'middle', nameGap: 26},
		yAxis: {...axis, type: isLogarithmic ? 'log' : 'value', name: yTitle, nameLocation: 'end', nameTextStyle: {color: stands.muted, align: 'left'}},
		series: curves.map(({name, points, isComputed}) => {
			const color = curveColors[names.indexOf(name) % curveColors.length];
			return {
				type: 'line', name, data: points.map(point => [...point]), symbolSize: isComputed ? 4 : 7, color,
				lineStyle: {color, type: isComputed ? 'dashed' : 'solid', width: isComputed ? 1.5 : 2.5}, itemStyle: {color},
			};
		}),
	};
};

/** A chart as an SVG element whose colours are the CSS variables of the page around it. */
export const drawChart = (chart: Chart): string => {
	use([BarChart, CustomChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);
	const height = chart.type === 'bars' ? 60 + (chart.bars.length * barHeight) : curvesHeight;
	const drawing = init(null, null, {renderer: 'svg', ssr: true, width, height});
	try {
		drawing.setOption(chart.type === 'bars' ? barsOption(chart.bars, chart.unit) : curvesOption(chart));
		let svg = drawing.renderToSVGString();
		for (const [name, color] of Object.entries(stands)) {
			svg = svg.replaceAll(color, () => `var(--${name})`);
		}

		return svg;
	} finally {
		drawing.dispose();
	}
};
