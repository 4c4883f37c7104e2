import next from "eslint-config-next/core-web-vitals";
import typescript from "eslint-config-next/typescript";
import { zones } from "./eslint-layers.mjs";

/** What is imported in one place, which says how it is used here. */
const KEPT = [
  {
    places: ["src/components/PageLink.tsx"],
    group: ["next/link"],
    message: "Use PageLink, which says when a page takes a while.",
  },
  {
    // Those of the toolbar are loaded with it.
    places: ["src/{components/{Icon,Drawing},writing/MarkIcon}.tsx"],
    group: ["lucide"],
    message: "Name the icon in components/Icon and use that.",
  },
  {
    places: ["src/components/layers/sheets.tsx"],
    group: ["@base-ui/react", "@base-ui/react/*"],
    message: "Use components/Menu, Dialog or Tooltip: they fetch it when it is first wanted.",
  },
  {
    places: ["src/app/**/*.{ts,tsx}", "src/i18n/**/*.{ts,tsx}"],
    group: ["next-intl/server"],
    message: "Only a route knows who asks. Use useTranslations, which works on both sides, or take `t` from who calls.",
  },
  {
    places: ["src/i18n/**/*.{ts,tsx}"],
    group: ["next-intl"],
    importNames: ["NextIntlClientProvider", "IntlProvider", "useMessages", "createTranslator"],
    message: "Use i18n/Texts: it says which messages are sent to the browser.",
  },
  {
    places: ["src/i18n/**/*.{ts,tsx}"],
    group: ["next-intl"],
    importNames: ["useFormatter", "createFormatter", "useNow", "useTimeZone"],
    message: "Use components/text/useDates, and i18n/names for names in a row.",
  },
  {
    places: ["src/i18n/**/*.{ts,tsx}", "src/app/global-error.tsx"],
    group: ["**/messages/*", "use-intl", "use-intl/*"],
    message: "Use useTranslations.",
  },
];

const importsFor = (place) => {
  const others = KEPT.filter(({ places }) => !places.includes(place));
  const patterns = others.map(({ group, message, importNames }) => ({
    group,
    message,
    ...(importNames && { importNames }),
  }));
  return { "no-restricted-imports": ["error", { patterns }] };
};

/** What a person reads or hears stands in `messages/`. */
const NO_TEXT = {
  "react/jsx-no-literals": ["error", { allowedStrings: ["·", "✓", "@", "."], ignoreProps: true }],
  "no-restricted-syntax": [
    "error",
    {
      selector:
        "JSXAttribute[name.name=/^(aria-label|aria-description|title|placeholder|alt|label|hint|lead|detail|confirm|says|end|empty)$/] > Literal[value=/[A-Za-z]/]",
      message: "Put it into messages/.",
    },
  ],
};

const config = [
  {
    ignores: [
      ".next/**",
      "next-env.d.ts",
      "src/api/generated/**",
      "src/api/.fresh-*/**",
      "screenshots/**",
      "messages/**/*.d.json.ts",
    ],
  },
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
  ...[...new Set(KEPT.flatMap(({ places }) => places))].map((place) => ({ files: [place], rules: importsFor(place) })),
  { files: ["src/**/*.tsx"], ignores: ["**/*.test.tsx"], rules: NO_TEXT },
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
];

export default config;
