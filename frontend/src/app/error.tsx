"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button } from "@/components/Button";
import { MessagePage } from "@/shell/MessagePage";
import { texts } from "@/texts";

/** For a page that failed, as when the API is away. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  const { title, hint, retry } = texts.error;
  return <MessagePage title={title} hint={hint} action={<Button kind="primary" onClick={again}>{retry}</Button>} />;
}
