import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "pkg/", "target/", "node_modules/", "test-results/", "playwright-report/", "bench/dist/", "bench/node_modules/", "bench/src/", "bench/vite.config.ts"] },
  js.configs.recommended,
  { files: ["scripts/*.mjs", "bench/driver/*.mjs"], languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly", navigator: "readonly" } } },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      // A number in a sentence is what most of the templates are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
    },
  },
);
