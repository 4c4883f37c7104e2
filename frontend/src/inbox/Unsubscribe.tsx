"use client";

import { PageLink } from "@/components/PageLink";
import { useState } from "react";
import { client } from "@/api/browser";
import { unsubscribe } from "@/api/generated/sdk.gen";
import { toProblem, type ApiProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";

const NO_SUCH_LINK = [404, 422];

type State = "asking" | "sending" | "done" | ApiProblem;

/** Ends all mails to who got this link. It asks first: mail programs open links that nobody has clicked. */
export function Unsubscribe({ token }: { token: string }) {
  const t = useTranslations();
  const [state, setState] = useState<State>("asking");
  const { explain } = useExplain();
  const isDone = state === "done";
  const end = async () => {
    setState("sending");
    const ended = await unsubscribe({ client, query: { token } }).then(
      () => "done" as const,
      (error: unknown) => toProblem(error),
    );
    setState(ended);
  };
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("unsubscribe.title")}</h1>
      <p className="mt-2 text-soft" role="status">
        {isDone ? t("unsubscribe.done") : t("unsubscribe.lead")}
      </p>
      <div className="mt-8 space-y-5">
        {typeof state === "object" && (
          <Banner kind="alarm">{NO_SUCH_LINK.includes(state.status) ? t("unsubscribe.wrong") : explain(state)}</Banner>
        )}
        {!isDone && (
          <Button kind="primary" busy={state === "sending"} className="w-full" onClick={() => void end()}>
            {t("unsubscribe.button")}
          </Button>
        )}
        <p className="text-sm">
          <PageLink href={paths.settings} className="text-accent underline underline-offset-4">
            {t("unsubscribe.settings")}
          </PageLink>
        </p>
      </div>
    </>
  );
}
