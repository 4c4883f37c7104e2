"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { buttonClass } from "@/components/button-class";
import { MessagePage } from "@/shell/MessagePage";
import { basics } from "@/texts/basics";

/** For a page that failed, as when the API is away. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  const { title, hint, retry } = basics.error;
  return <MessagePage title={title} hint={hint} action={<button type="button" onClick={again} className={buttonClass({ kind: "primary" })}>{retry}</button>} />;
}
