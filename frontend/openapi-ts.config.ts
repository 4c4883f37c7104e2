import { defineConfig } from "@hey-api/openapi-ts";

/** Types, Zod schemas and one function per call, from the API's own description. Run by `npm run generate`. */
export default defineConfig({
  input: "../docs/openapi.json",
  logs: { file: false, level: "warn" },
  output: process.env.GENERATED_INTO ?? "src/api/generated",
  parser: {
    // What a browser never calls stays out.
    filters: {
      operations: {
        exclude: [
          "GET /docs",
          "GET /docs/problems",
          "GET /docs/{name}",
          "GET /metrics",
          "GET /openapi.json",
          "GET /api/v1/pictures/{user_id}/{digest}.webp",
        ],
      },
    },
  },
  plugins: [
    { name: "@hey-api/client-fetch", runtimeConfigPath: "../client-config", throwOnError: true },
    "@hey-api/typescript",
    { name: "@hey-api/sdk", auth: false },
    // Only `definitions`: forms check what they send; what the API answers, it has checked itself.
    { name: "zod", compatibilityVersion: "mini", requests: false, responses: false, definitions: true },
  ],
});
