"use client";

import { MessagePage } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { basics } from "@/texts/basics";

/** For a page that failed, as when the API is away. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <MessagePage title={basics.error.title} hint={basics.error.hint} action={<Retry reset={reset} />} />;
}
