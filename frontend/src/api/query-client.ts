import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem";

const RETRIES = 2;

function mayRetry(count: number, error: Error): boolean {
  return (
    count < RETRIES && error instanceof ApiProblem && error.canTryAgain && error.status !== 401 && error.status !== 429
  );
}

/** Reads are kept for half a minute, as live events say when they are stale; writes are never repeated by themselves. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: mayRetry, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
