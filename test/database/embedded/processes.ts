import {readFile, readdir, readlink} from 'node:fs/promises';
import path from 'node:path';

const isText = async (read: Promise<string>): Promise<string> => {
	try {
		return await read;
	} catch {
		// It ended meanwhile, or isn't ours to look at.
		return '';
	}
};

/** The processes that have to do with a place: server, backends and supervisors, by working directory and command (Linux). */
export const processesIn = async (place: string): Promise<number[]> => {
	const names = await readdir('/proc');
	const found = await Promise.all(names.filter(name => /^\d+$/v.test(name)).map(async name => {
		const [workingDirectory, command] = await Promise.all([
			isText(readlink(`/proc/${name}/cwd`)),
			isText(readFile(`/proc/${name}/cmdline`, 'utf8')),
		]);
		return workingDirectory.includes(`${place}/`) || command.includes(`${place}/`) ? [Number(name)] : [];
	}));
	return found.flat();
};

/** The parent of a process: of a postmaster, its supervisor (Linux). */
export const parentOf = async (pid: number): Promise<number> => {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
	return Number(/\) \S (?<parent>\d+) /v.exec(stat)?.groups?.['parent']);
};

/** How many TCP sockets a process holds, listening or not (Linux). */
export const tcpSocketsOf = async (pid: number): Promise<number> => {
	const descriptors = await readdir(`/proc/${pid}/fd`);
	const targets = await Promise.all(descriptors.map(async name => isText(readlink(path.join(`/proc/${pid}/fd`, name)))));
	const tables = await Promise.all(['tcp', 'tcp6'].map(async name => isText(readFile(`/proc/${pid}/net/${name}`, 'utf8'))));
	const inodes = new Set(tables.join('\n').split('\n').map(line => line.trim().split(/\s+/v, 10)[9]));
	return targets.filter(target => inodes.has(/^socket:\[(?<inode>\d+)\]$/v.exec(target)?.groups?.['inode'] ?? '')).length;
};
