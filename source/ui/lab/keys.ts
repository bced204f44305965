import type {KeyBinding} from '../keys.js';

const everywhere = ['lab', 'field'] as const;

/** The keys of a lab; in `field` somebody looks at one field of its table. */
export const labBindings: readonly KeyBinding[] = [
	{
		keys: ['space'], shown: () => 'space', hint: 'pause', help: 'pause after this run, or go on', contexts: ['lab'], intent: {type: 'hold-pressed'},
		off: ({lab}) => lab?.state === 'running' ? undefined : (lab?.state === 'ended' ? 'All rounds are over' : 'Nothing runs yet'),
	},
	{
		keys: ['p'], shown: () => 'p', hint: '', help: 'nothing: policies stand in the rows', contexts: ['lab'], footer: [], intent: {type: 'policy-pressed'},
		off: () => 'p changes nothing here: each row of the lab has the policy that it says',
	},
	{
		keys: ['e'], shown: () => 'e', hint: 'explain', help: 'what columns, rows and fields say', contexts: ['lab'], intent: {type: 'explain-pressed'},
	},
	{
		keys: ['down'], shown: glyphs => glyphs.arrows, hint: 'more', help: 'to more of table and verdict', contexts: ['lab'], intent: {type: 'lab-scrolled', by: 1},
	},
	{
		keys: ['up'], shown: glyphs => glyphs.stepUp, hint: '', help: 'back up', contexts: ['lab'], footer: [], intent: {type: 'lab-scrolled', by: -1},
	},
	{
		keys: ['right', 'tab'], shown: glyphs => glyphs.sideways, hint: 'columns', help: 'to another column; Tab goes on, too', contexts: ['field'], intent: {type: 'cursor-moved', column: 1, row: 0},
	},
	{
		keys: ['left', 'shift+tab'], shown: glyphs => glyphs.sideways, hint: '', help: 'to the column before', contexts: ['field'], footer: [], intent: {type: 'cursor-moved', column: -1, row: 0},
	},
	{
		keys: ['down'], shown: glyphs => glyphs.arrows, hint: 'rows', help: 'to another row', contexts: ['field'], intent: {type: 'cursor-moved', column: 0, row: 1},
	},
	{
		keys: ['up'], shown: glyphs => glyphs.arrows, hint: '', help: 'to the row before', contexts: ['field'], footer: [], intent: {type: 'cursor-moved', column: 0, row: -1},
	},
	{
		keys: ['e', 'escape', 'enter', 'space'], shown: () => 'esc', hint: 'close', help: 'close the explanation', contexts: ['field'], intent: {type: 'explain-pressed'},
	},
	{
		keys: ['?', 'h'], shown: () => '?', hint: 'help', help: 'this help', contexts: ['lab'], intent: {type: 'help-pressed'},
	},
	{
		keys: ['q'], shown: () => 'q', hint: 'quit', help: 'leave; what was measured is printed', contexts: everywhere, intent: {type: 'quit-pressed'},
	},
	{
		keys: ['ctrl+z'], shown: () => 'ctrl-z', hint: '', help: 'put the lab aside; fg brings it back', contexts: everywhere, footer: [], intent: {type: 'suspend-pressed'},
	},
	{
		keys: ['ctrl+c'], shown: () => 'ctrl-c', hint: '', help: 'leave the lab, from anywhere', contexts: everywhere, footer: [], intent: {type: 'quit-pressed'},
	},
];
