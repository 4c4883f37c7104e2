import next from "eslint-config-next/core-web-vitals";
import typescript from "eslint-config-next/typescript";
import { zones } from "./eslint-layers.mjs";

/** What is imported in one place, which says how it is used here. */
const KEPT = [
  {
    place: "src/components/PageLink.tsx",
    group: ["next/link"],
    message: "Use PageLink, which says when a page takes a while.",
  },
  {
    // Those of the toolbar are loaded with it.
    place: "src/{components/{Icon,Drawing},writing/MarkIcon}.tsx",
    group: ["lucide"],
    message: "Name the icon in components/Icon and use that.",
  },
  {
    place: "src/components/layers/sheets.tsx",
    group: ["@base-ui/react", "@base-ui/react/*"],
    message: "Use components/Menu, Dialog or Tooltip: they fetch it when it is first wanted.",
  },
];

const importsFor = (place) => {
  const patterns = KEPT.filter((each) => each.place !== place).map(({ group, message }) => ({ group, message }));
  return { "no-restricted-imports": ["error", { patterns }] };
};

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
      // Pictures of people are made small by a worker, and shown as they are.
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
  { files: ["src/**/*.{ts,tsx}"], rules: importsFor() },
  ...KEPT.map(({ place }) => ({ files: [place], rules: importsFor(place) })),
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
];

export default config;
