import process from 'node:process';
import type {Command} from './command.js';

/** Every command. Each loads its code only when it is called: the screen's first frame comes the sooner. */
export const commands: readonly Command[] = [
	{
		name: '',
		usage: '',
		help: 'open the bank',
		examples: ['', '--rivals 2 --base 300ms', '--url postgresql://root@localhost:26257/defaultdb?sslmode=disable'],
		async run(input) {
			if (input.settings.accessible) {
				const {openAccessible} = await import('./open-accessible.js');
				return openAccessible(input);
			}

			const {open} = await import('./open.js');
			return open(input);
		},
	},
	{
		name: 'demo',
		usage: 'demo',
		help: 'the story in plain text, with a real conflict',
		examples: ['demo', 'demo --rivals 3 --verbose', 'demo --json --seed 7'],
		async run(input) {
			const {demo} = await import('./demo.js');
			return demo(input);
		},
	},
	{
		name: 'transfer',
		usage: 'transfer FROM TO AMOUNT',
		help: 'make one transfer, by owners\' names or account ids',
		examples: ['transfer Ada Ben 100', 'transfer Ada Ben 12.50 --rivals 2 --policy decorrelated', 'transfer Ada Ben 100 --fault lose-commit --verbose'],
		async run(input) {
			const {transfer} = await import('./transfer.js');
			return transfer(input);
		},
	},
	{
		name: 'lesson',
		usage: 'lesson [NAME|FILE]',
		help: 'two sessions side by side; alone: which lessons',
		examples: ['lesson rival', 'lesson lost-update --isolation serializable', 'lesson --matrix'],
		async run(input) {
			const {lesson} = await import('./lesson.js');
			return lesson(input);
		},
	},
	{
		name: 'notes',
		usage: 'notes',
		help: 'in a second terminal: what comes next in the lesson',
		examples: ['notes', 'notes --theme light'],
		async run(input) {
			const {notes} = await import('./notes.js');
			return notes(input);
		},
	},
	{
		name: 'storm',
		usage: 'storm',
		help: 'many clients on few accounts: what retries cost, live',
		examples: ['storm', 'storm --clients 64 --hot 90%:2 --duration 10s', 'storm --cure queue --plain'],
		async run(input) {
			const {storm} = await import('./storm.js');
			return storm(input);
		},
	},
	{
		name: 'export',
		usage: 'export FILE',
		help: 'make a film, a picture, notes or a table of it (--to)',
		examples: ['export monday.jsonl --to svg --out monday.svg', 'export monday.jsonl --to cast > monday.cast'],
		async run(input) {
			if (input.settings.color) {
				// Ink and chalk go by this when they are loaded: a film has colours wherever it is made.
				process.env['FORCE_COLOR'] = '1';
			}

			const {exportRecording} = await import('./export.js');
			return exportRecording(input);
		},
	},
	{
		name: 'replay',
		usage: 'replay FILE',
		help: 'show what --record wrote again; needs no database',
		examples: ['replay monday.jsonl', 'replay monday.jsonl --pace 0.1', 'replay monday.jsonl --json'],
		async run(input) {
			const {replay} = await import('./replay.js');
			return replay(input);
		},
	},
	{
		name: 'lab',
		usage: 'lab',
		help: 'the same storm under each cure: which one to use here',
		examples: ['lab', 'lab --cures read-then-write,queue --rounds 7 --report monday.html', 'lab --article'],
		async run(input) {
			const {lab} = await import('./lab.js');
			return lab(input);
		},
	},
	{
		name: 'doctor',
		usage: 'doctor',
		help: 'check Node, the terminal, the database and every setting',
		examples: ['doctor', 'doctor --url postgresql://root@localhost:26257/defaultdb?sslmode=disable'],
		async run(input) {
			const {doctor} = await import('./doctor.js');
			return doctor(input);
		},
	},
	{
		name: 'completions',
		usage: 'completions bash|zsh|fish',
		help: 'what makes your shell complete all of this',
		examples: ['completions zsh', 'completions fish > ~/.config/fish/completions/backoff-bank.fish'],
		async run(input) {
			const {completions} = await import('./completions.js');
			return completions(input, commands);
		},
	},
];
