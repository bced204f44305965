import {drawChart} from '../../load/report/draw-chart.js';
import {renderHtml} from '../../load/report/html.js';
import type {Recording} from '../../recording/recording.js';
import type {ExportOptions} from './export-options.js';
import {reportOf} from './lab-report.js';

/** A page with the lab's table, verdict and charts. What draws charts is large, and loaded for nothing else. */
export const labHtml = (recording: Recording, options: ExportOptions): string => {
	const report = reportOf(recording, options);
	return renderHtml(report, report.charts.map(chart => drawChart(chart)));
};
