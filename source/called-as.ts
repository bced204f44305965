import process from 'node:process';

const name = 'backoff-bank';

type Environment = Readonly<Record<string, string | undefined>>;

/**
What calls this program again as it was called now: `npm start --` where the package's own start script did, `npx backoff-bank` where
npx fetched it, and else its name. Package managers say so in their children's environment; only npm needs the two hyphens.
*/
export const calledAs = (environment: Environment): string => {
	const script = environment['npm_lifecycle_event'];
	if (script === 'npx') {
		return `npx ${name}`;
	}

	if (script !== 'start' || environment['npm_package_name'] !== name) {
		return name;
	}

	const manager = /^(?:pnpm|yarn)(?=\/)/v.exec(environment['npm_config_user_agent'] ?? '')?.[0];
	return manager === undefined ? 'npm start --' : `${manager} start`;
};

/** A command of this program, as somebody can type it who called it as it was called now. */
export const commandLine = (words: string, environment: Environment = process.env): string => `${calledAs(environment)} ${words}`;
