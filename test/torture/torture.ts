import process from 'node:process';
import meow from 'meow';
import {torturedByKills} from './under-program-nemesis.js';
import {torturedByServer, type Outcome} from './under-server-nemesis.js';

const {flags} = meow(`
  Usage
    $ npm run torture -- [options]

  Options
    --quick            20 s of it, at least 50 lost COMMITs, 20 server kills and 20 program kills
    --minutes N        how long clients move money under the nemesis of the server [5]
    --clients N        how many at once [8]
    --program-kills N  how many programs are killed [20 a minute]
    --help             this text

  First a nemesis kills a real PostgreSQL, ends its sessions and loses answers to COMMIT, at
  random, while clients move money. Then programs are killed in the middle of a transfer.
  What the clients were told is held against the ledger, and the ledger against the balances.
  The last line is the verdict. Code 0: nothing lost, nothing twice. Code 4: something was.
`, {
	importMeta: import.meta,
	flags: {
		quick: {type: 'boolean', default: false},
		minutes: {type: 'number', default: 5},
		clients: {type: 'number', default: 8},
		programKills: {type: 'number'},
	},
});

const print = (text = ''): void => {
	process.stdout.write(`${text}\n`);
};

const told = ({counts}: Outcome): string => Object.entries(counts).map(([what, count]) =>
	`${count.toLocaleString('en-US')} ${what.replaceAll(/[A-Z]/gv, letter => ` ${letter.toLowerCase()}`)}`).join(', ');

const {quick, clients} = flags;
const minutes = quick ? 1 / 6 : flags.minutes;
const kills = flags.programKills ?? Math.max(20, Math.round(minutes * 20));

const underServer = await torturedByServer({clients, time: minutes * 60_000, lostCommits: 50, serverKills: 20});
print(`under the nemesis of the server: ${told(underServer)}`);
const underKills = await torturedByKills({kills, clients: Math.min(clients, 8)});
print(`under the nemesis of the program: ${told(underKills)}`);
const wrong = [...underServer.wrong, ...underKills.wrong];
for (const each of wrong.slice(0, 20)) {
	print(`  ${each}`);
}

const made = (underServer.counts['committed'] ?? 0) + (underKills.counts['committed'] ?? 0);
print(wrong.length === 0
	? `verdict: nothing lost, nothing twice, in ${made.toLocaleString('en-US')} transfers`
	: `verdict: BROKEN, ${wrong.length} things are wrong`);
process.exitCode = wrong.length === 0 ? 0 : 4;
