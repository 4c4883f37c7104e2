"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useSession } from "@/session/SessionProvider";

/** One's name and picture stand on much that was fetched before they changed: all of that is fetched anew when it is next looked at. */
export function useRefresh() {
  const queries = useQueryClient();
  const router = useRouter();
  const { refreshMe } = useSession();
  return async () => {
    await refreshMe().catch(() => undefined);
    router.refresh();
    await queries.invalidateQueries();
  };
}
