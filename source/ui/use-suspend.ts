import {once} from 'node:events';
import process from 'node:process';
import {useApp} from 'ink';
import {useEffect} from 'react';

/** Gives the terminal back before the program is stopped (SIGTSTP), and takes it again when it goes on. */
export const useSuspend = (): void => {
	const {suspendTerminal} = useApp();
	useEffect(() => {
		const suspend = () => {
			void suspendTerminal(async () => {
				const continued = once(process, 'SIGCONT');
				process.kill(process.pid, 'SIGSTOP');
				await continued;
			});
		};

		process.on('SIGTSTP', suspend);
		return () => {
			process.off('SIGTSTP', suspend);
		};
	}, [suspendTerminal]);
};
