import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'out-test/**', 'out/**', 'test/vscode-server*/**', 'test/fixtures/**'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-redeclare': 'error',
      eqeqeq: 'error',
    },
  },
  // CommonJS: `node esbuild.js` runs it on every Node that the package admits.
  { files: ['esbuild.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
