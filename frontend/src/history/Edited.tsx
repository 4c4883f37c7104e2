"use client";

import { lazy, Suspense, useState } from "react";
import { Dialog } from "@/components/Dialog";
import { fetchAhead } from "@/components/layers/layers";
import { Button } from "@/components/form/Button";
import { Skeleton } from "@/components/Skeleton";
import { useTranslations } from "next-intl";
import type { Versioned } from "./queries";

/** Few who read a post open its history. */
const History = lazy(() => import("./History").then(({ History }) => ({ default: History })));

/** That something was edited; where what it said before is kept, a button that shows it. */
export function Edited(of: Versioned) {
  const t = useTranslations();
  const [isOpen, setOpen] = useState(false);
  const { is_edited, revision_count } = of.item;
  const close = () => setOpen(false);
  if (!is_edited) return null;
  if (revision_count === 0) return <> · {t("post.edited")}</>;
  return (
    <>
      {" · "}
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={t("history.button")}
        {...fetchAhead}
        onClick={() => setOpen(true)}
        className="rounded underline decoration-dotted underline-offset-4 hover:text-accent"
      >
        {t("post.edited")}
      </button>
      <Dialog open={isOpen} title={t("history.title")} wide onClose={close}>
        <Suspense fallback={<Skeleton className="h-24" />}>
          <History {...of} />
        </Suspense>
        <div className="sticky bottom-0 -mx-6 -mb-6 flex justify-end border-t border-line bg-surface px-6 py-4">
          <Button onClick={close}>{t("dialog.close")}</Button>
        </div>
      </Dialog>
    </>
  );
}
