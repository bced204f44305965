/** How a supervisor is started; what it has to know follows these parameters. */
export type SupervisorCommand = {
	readonly file: string;
	readonly parameters: readonly string[];
};
