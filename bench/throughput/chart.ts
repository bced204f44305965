import {init} from 'echarts/dist/echarts.esm.min.mjs';
import {stageTitles, type Report} from './report.js';

const clients = [1, 16, 64];
const width = 1000;
const rowHeight = 26;

/** Okabe and Ito's colours, which most people can tell apart: one for each number of clients. */
const colours = ['#56b4e9', '#0072b2', '#d55e00'];

/** A chart of all rates, as SVG that stands by itself: one panel for hot accounts and one for spread ones. */
export const chart = ({contenders, results, machine}: Report): string => {
	const stages = ['hot', 'spread'];
	const height = 130 + (contenders.length * rowHeight * clients.length / 2);
	const drawing = init(null, null, {renderer: 'svg', ssr: true, width, height});
	const titles = contenders.map(({title}) => title).toReversed();
	drawing.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		textStyle: {fontFamily: 'sans-serif'},
		title: [
			{text: 'Transfers a second', left: 10, top: 8, textStyle: {fontSize: 16}},
			{text: machine, left: 10, top: 32, textStyle: {fontSize: 11, fontWeight: 'normal', color: '#555555'}},
			...stages.map((stage, index) => ({text: stageTitles[stage] ?? stage, left: index === 0 ? 230 : 625, top: 62, textStyle: {fontSize: 11}})),
		],
		legend: {right: 10, top: 8, itemGap: 24, textStyle: {fontSize: 11}, data: clients.map(count => ({name: count === 1 ? '1 client' : `${count} clients`}))},
		grid: stages.map((_, index) => ({left: index === 0 ? 230 : 625, width: 345, top: 88, bottom: 40})),
		xAxis: stages.map((_, index) => ({gridIndex: index, type: 'log', min: 10, axisLabel: {fontSize: 10, formatter: (value: number) => value.toLocaleString('en-US')}})),
		yAxis: stages.map((_, index) => ({gridIndex: index, type: 'category', data: titles, axisLabel: {show: index === 0, fontSize: 11}, axisTick: {show: false}})),
		series: stages.flatMap((stage, index) => clients.map((count, place) => ({
			name: count === 1 ? '1 client' : `${count} clients`,
			type: 'bar',
			xAxisIndex: index,
			yAxisIndex: index,
			itemStyle: {color: colours[place]},
			data: contenders.map(each => results.rate({stage, clients: count}, each)?.median ?? null).toReversed(),
		}))),
	});
	const svg = drawing.renderToSVGString();
	drawing.dispose();
	return svg;
};
