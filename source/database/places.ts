import {ConnectionStringError, unreadable} from './connection-string-error.js';

/** Where one server listens: a host name or address, or the directory of a Unix socket. */
export type Place = {
	readonly host: string;
	readonly port: number;
};

type Environment = Readonly<Record<string, string | undefined>>;

type Parts = {readonly scheme: string; readonly login: string; readonly hosts: string; readonly rest: string};

/** `HOST:PORT`, or `[IPV6]:PORT`. */
export const describePlace = ({host, port}: Place): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Lets a port pass that there can be. */
export const checkPort = (port: number): void => {
	if (!(port >= 1 && port <= 65_535)) {
		throw new ConnectionStringError(`names the port ${port}, which is not between 1 and 65535`);
	}
};

/** What the hosts stand between. A password may hold commas and, as long as it has no / ? or #, an @. */
const partsOf = (url: string): Parts => {
	const {scheme = '', login = '', hosts = '', rest = ''} = /^(?<scheme>[^:]*:\/\/)(?<login>[^#\/?]*@)?(?<hosts>[^#\/?]*)(?<rest>[^#]*)/v.exec(url)?.groups ?? {};
	return {scheme, login, hosts, rest};
};

/** `host:port`, either of which may be missing. */
const readHost = (text: string): {readonly host: string; readonly port: string} => {
	const {host = '', port = ''} = /^(?<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?<port>\d*))?$/v.exec(text)?.groups ?? {};
	if (host === '' && text !== '') {
		throw unreadable();
	}

	try {
		return {host: decodeURIComponent(host.replace(/^\[(?<inner>.*)\]$/v, '$<inner>')), port};
	} catch {
		throw unreadable();
	}
};

/** One port goes for all hosts, as in libpq; otherwise each has its own. */
const portFor = (ports: readonly string[], index: number): string => (ports.length === 1 ? ports[0] : ports[index]) ?? '';

/** What is empty counts as left out. */
const orElse = (text: string | undefined, other: string | undefined): string => (text === '' ? undefined : text) ?? other ?? '';

/**
The hosts that a connection string names, where they are several; undefined where there is one, which is pg's own affair.

They stand where libpq has them: `a:1,b:2` in the host's place, `?host=a,b&port=1,2`, or PGHOST and PGPORT. Source: PostgreSQL
documentation, "libpq", Connection URIs and Specifying Multiple Hosts.

@throws {ConnectionStringError} The list can't be read, or hosts and ports are not equally many.
*/
export const placesIn = (url: string, environment: Environment): readonly Place[] | undefined => {
	const {hosts, rest} = partsOf(url);
	const parameters = new URLSearchParams(rest.includes('?') ? rest.slice(rest.indexOf('?')) : '');
	const inQuery = (name: string): string => parameters.getAll(name).at(-1) ?? '';
	const queried = orElse(inQuery('host'), hosts === '' ? environment['PGHOST'] : '');
	const names = queried === '' ? hosts.split(',') : queried.split(',');
	if (names.length < 2) {
		return undefined;
	}

	const inPlace = hosts.split(',').map(each => readHost(each));
	const ports = inQuery('port') === '' ? inPlace.map(({port}) => port) : inQuery('port').split(',');
	const usual = orElse(environment['PGPORT'], '5432').split(',');
	for (const list of [ports, usual]) {
		if (list.length !== 1 && list.length !== names.length) {
			throw new ConnectionStringError(`names ${list.length} ports for ${names.length} hosts: it takes one for all, or one for each`);
		}
	}

	return names.map((name, index) => {
		const host = queried === '' ? inPlace[index]?.host ?? '' : name.trim();
		if (host === '') {
			throw new ConnectionStringError(`has no name in place ${index + 1} of its list of hosts`);
		}

		const port = Number(orElse(portFor(ports, index), portFor(usual, index)));
		checkPort(port);
		return {host, port};
	});
};

/** The connection string that names only this one of its hosts, in parameters, which win over what stands in the host's place. */
export const stringFor = (url: string, {host, port}: Place): string => {
	const {scheme, login, rest} = partsOf(url);
	const name = host.replaceAll(/[^\w\-.\/:]/gv, character => encodeURIComponent(character));
	return `${scheme}${login}several${rest}${rest.includes('?') ? '&' : '?'}host=${name}&port=${port}`;
};
