"use client";

import { Message } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { bareTexts } from "@/texts/bare";

/** For a page that failed, within what stands around it. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <Message title={bareTexts.error.title} hint={bareTexts.error.hint} action={<Retry reset={reset} />} />;
}
