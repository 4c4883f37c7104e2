"use client";

import { Message } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { texts } from "@/texts";

/** For a page that failed, within what stands around it. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <Message title={texts.error.title} hint={texts.error.hint} action={<Retry reset={reset} />} />;
}
