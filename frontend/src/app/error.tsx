"use client";

import { MessagePage } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { useTranslations } from "next-intl";

/** For a page that failed, as when the API is away. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations();
  return <MessagePage title={t("error.title")} hint={t("error.hint")} action={<Retry reset={reset} />} />;
}
