import type { CreateClientConfig } from "./generated/client.gen";

/** How every generated client starts: same origin, cookies along, and a failed call throws. */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: "",
  credentials: "same-origin",
  throwOnError: true,
});
