import next from "eslint-config-next/core-web-vitals";
import typescript from "eslint-config-next/typescript";
import { zones } from "./eslint-layers.mjs";

const config = [
  { ignores: [".next/**", "next-env.d.ts", "src/api/generated/**", "src/api/.fresh-*/**", "screenshots/**"] },
  ...next,
  ...typescript,
  {
    files: ["**/*.{ts,tsx,mjs}"],
    rules: {
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "react-hooks/exhaustive-deps": "error",
      // Profile images are addresses anywhere on the web, shown as they are.
      "@next/next/no-img-element": "off",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "import/no-cycle": "error",
      "import/no-restricted-paths": ["error", { zones }],
    },
  },
  {
    files: ["src/**/*.tsx"],
    ignores: ["src/components/PageLink.tsx"],
    rules: {
      "no-restricted-imports": [
        "error",
        { name: "next/link", message: "Use PageLink, which says when a page takes a while." },
      ],
    },
  },
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
];

export default config;
