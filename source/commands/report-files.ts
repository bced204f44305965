import {open, rm, type FileHandle} from 'node:fs/promises';
import path from 'node:path';
import type {Report} from '../load/report/document.js';
import {UsageError} from './exit-codes.js';

/** Files that a report is to go into. They are made before anything is measured: a minute's work shouldn't end at a name. */
export type ReportFiles = {
	write(report: Report): Promise<void>;
	/** Takes away what nothing was written into. */
	close(): Promise<void>;
};

const codeOf = (error: unknown): string => error instanceof Error && 'code' in error ? String(error.code) : '';

const create = async (file: string): Promise<FileHandle> => {
	try {
		return await open(file, 'wx');
	} catch (error) {
		throw new UsageError(codeOf(error) === 'EEXIST'
			? `${file} is there already, and a report overwrites nothing. Name another file (--report), or remove this one.`
			: `${file} can't be made (${error instanceof Error ? error.message : String(error)}). Name a file in a directory of yours (--report).`, {cause: error});
	}
};

/** The report as a file of that name has it. What draws charts is loaded only where charts are asked for. */
const render = async (report: Report, file: string): Promise<string> => {
	switch (path.extname(file).toLowerCase()) {
		case '.html': {
			const [{renderHtml}, {drawChart}] = await Promise.all([import('../load/report/html.js'), import('../load/report/draw-chart.js')]);
			return renderHtml(report, report.charts.map(chart => drawChart(chart)));
		}

		case '.md': {
			const {renderMarkdown} = await import('../load/report/markdown.js');
			return renderMarkdown(report);
		}

		default: {
			const {renderCsv} = await import('../load/report/csv.js');
			return renderCsv(report);
		}
	}
};

/**
Makes the files.

@throws {UsageError} One of them is there already, or can't be made; then none of them is left.
*/
export const makeReportFiles = async (files: readonly string[]): Promise<ReportFiles> => {
	const handles = new Map<string, FileHandle>();
	const close = async () => {
		for (const [file, handle] of handles) {
			await handle.close();
			await rm(file, {force: true});
		}

		handles.clear();
	};

	try {
		for (const file of files) {
			handles.set(file, await create(file));
		}
	} catch (error) {
		await close();
		throw error;
	}

	return {
		close,
		async write(report) {
			for (const [file, handle] of handles) {
				await handle.writeFile(await render(report, file));
				await handle.close();
				handles.delete(file);
			}
		},
	};
};
