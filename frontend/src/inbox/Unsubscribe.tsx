"use client";

import { PageLink } from "@/components/PageLink";
import { useState } from "react";
import { client } from "@/api/browser";
import { explain } from "@/api/explain";
import { unsubscribe } from "@/api/generated/sdk.gen";
import { toProblem } from "@/api/problem";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { paths } from "@/routes/paths";
import { mail } from "@/texts/mail";

const NO_SUCH_LINK = [404, 422];

function complaint(error: unknown): string {
  const problem = toProblem(error);
  return NO_SUCH_LINK.includes(problem.status) ? mail.end.wrong : explain(problem);
}

type State = "asking" | "sending" | "done" | { complaint: string };

/** Ends all mails to who got this link. It asks first: mail programs open links that nobody has clicked. */
export function Unsubscribe({ token }: { token: string }) {
  const [state, setState] = useState<State>("asking");
  const isDone = state === "done";
  const end = async () => {
    setState("sending");
    const ended = await unsubscribe({ client, query: { token } }).then(
      () => "done" as const,
      (error: unknown) => ({ complaint: complaint(error) }),
    );
    setState(ended);
  };
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{mail.end.title}</h1>
      <p className="mt-2 text-soft" role="status">
        {isDone ? mail.end.done : mail.end.lead}
      </p>
      <div className="mt-8 space-y-5">
        {typeof state === "object" && <Banner kind="alarm">{state.complaint}</Banner>}
        {!isDone && (
          <Button kind="primary" busy={state === "sending"} className="w-full" onClick={() => void end()}>
            {mail.end.button}
          </Button>
        )}
        <p className="text-sm">
          <PageLink href={paths.settings} className="text-accent underline underline-offset-4">
            {mail.end.settings}
          </PageLink>
        </p>
      </div>
    </>
  );
}
