"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button } from "@/components/form/Button";
import { basics } from "@/texts/basics";

/** Tries a page that failed again: asks the server for it anew. */
export function Retry({ reset }: { reset: () => void }) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <Button kind="primary" onClick={again}>
      {basics.error.retry}
    </Button>
  );
}
