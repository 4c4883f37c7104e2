"use client";

import { Message } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { useTranslations } from "next-intl";

/** For a page that failed, within what stands around it. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations();
  return <Message title={t("error.title")} hint={t("error.hint")} action={<Retry reset={reset} />} />;
}
