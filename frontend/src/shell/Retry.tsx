"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button } from "@/components/form/Button";
import { useTranslations } from "next-intl";

/** Tries a page that failed again: asks the server for it anew. */
export function Retry({ reset }: { reset: () => void }) {
  const t = useTranslations();
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <Button kind="primary" onClick={again}>
      {t("error.retry")}
    </Button>
  );
}
