"use client";

import { Message } from "@/shell/MessagePage";
import { Retry } from "@/shell/Retry";
import { basics } from "@/texts/basics";

/** For a page that failed, within what stands around it. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <Message title={basics.error.title} hint={basics.error.hint} action={<Retry reset={reset} />} />;
}
