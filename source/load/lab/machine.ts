import os from 'node:os';
import process from 'node:process';

/** Where something was measured: nothing that tells whose machine it is. */
export type Machine = {
	readonly cpu: string;
	/** As many threads can run at once. */
	readonly cores: number;
	/** In bytes. */
	readonly memory: number;
	/** The system's name and the processor's kind, for example `linux x64`. */
	readonly system: string;
	readonly node: string;
};

/** This one. */
export const thisMachine = (): Machine => ({
	cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
	cores: os.availableParallelism(),
	memory: os.totalmem(),
	system: `${process.platform} ${process.arch}`,
	node: process.versions.node,
});
