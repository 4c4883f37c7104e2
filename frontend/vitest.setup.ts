import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A deadline for what hangs, no measure: what is fetched when it is wanted takes a while on a busy machine.
configure({ asyncUtilTimeout: 30_000 });

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});
