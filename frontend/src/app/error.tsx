"use client";

import { MessagePage } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { texts } from "@/texts";

/** For a page that failed, as when the API is away. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <MessagePage title={texts.error.title} hint={texts.error.hint} action={<Retry reset={reset} />} />;
}
