"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/form/Button";
import { useHydrated } from "@/components/useHydrated";
import { MessagePage } from "@/shell/MessagePage";
import { useReturn } from "./useReturn";
import { Waiting } from "./Waiting";

/** In place of every page while the site cannot be reached: at the address that was asked for, which it loads afterwards. */
export function Offline() {
  const t = useTranslations();
  useReturn();
  const isOnline = useHydrated() && navigator.onLine;
  return (
    <MessagePage
      title={isOnline ? t("offline.away") : t("offline.title")}
      hint={t("offline.hint")}
      action={
        <Button kind="primary" onClick={() => window.location.reload()}>
          {t("error.retry")}
        </Button>
      }
    >
      <Waiting />
    </MessagePage>
  );
}
