"use client";

import { MessagePage } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { bareTexts } from "@/texts/bare";

/** For a page that failed, as when the API is away. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <MessagePage title={bareTexts.error.title} hint={bareTexts.error.hint} action={<Retry reset={reset} />} />;
}
