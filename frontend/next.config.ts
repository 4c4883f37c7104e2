import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true, // for who asks for it: our nginx compresses itself, and does not
  images: { unoptimized: true }, // no page uses Next's route for pictures, which would fetch whatever it is told
  skipProxyUrlNormalize: true, // src/refusals.ts has to see the headers of Next's own requests
  // For everybody as for search engines: title and description stand in the head, not where they come in late.
  htmlLimitedBots: /.*/,
  rewrites: () => Promise.resolve([{ source: "/@:handle([A-Za-z0-9_]{3,30})", destination: "/by-handle/:handle" }]),
  typescript: { ignoreBuildErrors: true }, // `npm run check` looks at types; a build need not do it again
};

export default config;
