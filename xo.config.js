import reactHooks from 'eslint-plugin-react-hooks';

const config = [
	{
		files: ['**/*.ts', '**/*.tsx', '**/*.js'],
		rules: {
			// Events, messages and effects are told apart by a kebab-case `type`; SQL columns are snake_case.
			'@typescript-eslint/naming-convention': 'off',
			// Attempts, waits and gates come one after the other: that is the point of them.
			'no-await-in-loop': 'off',
			// `null` is what pg, React and Ink speak.
			'@typescript-eslint/no-restricted-types': 'off',
			'@typescript-eslint/strict-void-return': 'off',
			// A SQLSTATE stays quoted, like its neighbours.
			'@stylistic/quote-props': ['error', 'as-needed', {numbers: true, unnecessary: false}],
			// Docblocks say units and errors; the types say the rest.
			'jsdoc/require-param': 'off',
			'jsdoc/check-param-names': 'off',
			'unicorn/single-line-block-comment-style': 'off',
			'@stylistic/object-curly-newline': 'off',
			'xo/import-specifier-newline': 'off',
			'unicorn/consistent-boolean-name': 'off',
			// An exhaustive switch is long, not complex.
			complexity: 'off',
			'unicorn/prefer-simple-condition-first': 'off',
			'unicorn/prefer-minimal-ternary': 'off',
			'unicorn/max-nested-calls': 'off',
			'unicorn/no-declarations-before-early-exit': 'off',
			'unicorn/no-unreadable-object-destructuring': 'off',
			'unicorn/consistent-class-member-order': 'off',
			'unicorn/prefer-then-catch': 'off',
			'@typescript-eslint/dot-notation': 'off',
			'n/prefer-global/buffer': 'off',
			'n/prefer-global/process': 'off',
		},
	},
	{
		files: ['source/**/*.tsx'],
		...reactHooks.configs.flat.recommended,
	},
	{
		files: ['test', 'scripts', 'bench'].map(folder => `${folder}/**/*.{ts,tsx,js}`),
		rules: {
			// Not every file beside the tests is one.
			'node-test/no-import-test-files': 'off',
			// The rule takes a loop over a constant table for a condition.
			'node-test/no-conditional-assertion': 'off',
			// What a terminal is sent is full of control characters.
			'no-control-regex': 'off',
			'regexp/no-control-character': 'off',
			'regexp/no-super-linear-backtracking': 'off',
			'regexp/no-super-linear-move': 'off',
			'unicorn/no-await-expression-member': 'off',
			'@typescript-eslint/no-floating-promises': ['error', {
				allowForKnownSafeCalls: [{from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite']}],
			}],
		},
	},
	{
		files: ['package.json'],
		rules: {
			// The overrides serve this checkout only: they keep the linter off TypeScript 7.
			'package-json/no-overrides-in-published-package': 'off',
		},
	},
];

export default config;
