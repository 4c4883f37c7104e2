import { readdirSync } from "node:fs";
import type { NextConfig } from "next";
import { PHASE_PRODUCTION_SERVER } from "next/constants";
import createNextIntlPlugin from "next-intl/plugin";

const MESSAGES = "./messages";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true, // for who asks for it: our nginx compresses itself, and does not
  images: { unoptimized: true }, // no page uses Next's route for pictures, which would fetch whatever it is told
  skipProxyUrlNormalize: true, // src/refusals.ts has to see the headers of Next's own requests
  // For everybody as for search engines: title and description stand in the head, not where they come in late.
  htmlLimitedBots: /.*/,
  rewrites: () => Promise.resolve([{ source: "/@:handle([A-Za-z0-9_]{3,30})", destination: "/by-handle/:handle" }]),
  // What of next-intl runs in a browser, without its formats of dates and numbers (components/text/dates says those).
  turbopack: { resolveAlias: { "next-intl": { browser: "use-intl/react" } } },
  typescript: { ignoreBuildErrors: true }, // `npm run check` looks at types; a build need not do it again
};

/** What turns the messages into what the pages load, and into types. */
const plugin = () =>
  createNextIntlPlugin({
    requestConfig: "./src/i18n/request.ts",
    experimental: {
      // Made ready while the pages are built: no browser has to parse them.
      messages: { path: MESSAGES, format: "json", locales: "infer", precompile: true },
      createMessagesDeclaration: readdirSync(`${MESSAGES}/en`)
        .filter((name) => name.endsWith(".json"))
        .map((name) => `${MESSAGES}/en/${name}`),
    },
  });

/** A server of what was built, which may have been started in any folder, has nothing to do with messages any more. */
const configFor = (phase: string): NextConfig => (phase === PHASE_PRODUCTION_SERVER ? config : plugin()(config));

export default configFor;
