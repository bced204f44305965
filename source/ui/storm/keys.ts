import type {KeyBinding} from '../keys.js';

/** The keys of a storm. */
export const stormBindings: readonly KeyBinding[] = [
	{
		keys: ['space', 'enter'], shown: () => 'space', hint: 'start, stop', help: 'stop the storm, or start another', contexts: ['storm'], intent: {type: 'storm-pressed'},
	},
	{
		keys: ['+', '=', 'up', 'right'], shown: () => '+', hint: 'more', help: 'twice as many clients', contexts: ['storm'], intent: {type: 'clients-pressed', isMore: true},
	},
	{
		keys: ['-', '_', 'down', 'left'], shown: () => '-', hint: 'fewer', help: 'half as many clients', contexts: ['storm'], intent: {type: 'clients-pressed', isMore: false},
	},
	{
		keys: ['c'], shown: () => 'c', hint: 'cure', help: 'the next cure for conflicts', contexts: ['storm'], intent: {type: 'cure-pressed'},
	},
	{
		keys: ['p'], shown: () => 'p', hint: 'policy', help: 'the next backoff policy', contexts: ['storm'], intent: {type: 'policy-pressed'},
	},
	{
		keys: ['e'], shown: () => 'e', hint: 'explain', help: 'what each figure means', contexts: ['storm'], intent: {type: 'explain-pressed'},
	},
	{
		keys: ['e', 'escape', 'enter', 'space'], shown: () => 'esc', hint: 'close', help: 'close the explanation', contexts: ['figures'], intent: {type: 'explain-pressed'},
	},
	{
		keys: ['?', 'h'], shown: () => '?', hint: 'help', help: 'this help', contexts: ['storm'], intent: {type: 'help-pressed'},
	},
	{
		keys: ['q'], shown: () => 'q', hint: 'quit', help: 'stop and leave', contexts: ['storm', 'figures'], intent: {type: 'quit-pressed'},
	},
	{
		keys: ['ctrl+z'], shown: () => 'ctrl-z', hint: '', help: 'put the storm aside; fg brings it back', contexts: ['storm', 'figures'], footer: [], intent: {type: 'suspend-pressed'},
	},
	{
		keys: ['ctrl+c'], shown: () => 'ctrl-c', hint: '', help: 'leave the storm, from anywhere', contexts: ['storm', 'figures'], footer: [], intent: {type: 'quit-pressed'},
	},
];
