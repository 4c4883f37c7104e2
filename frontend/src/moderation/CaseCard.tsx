"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import type { Case } from "@/api/generated/types.gen";
import { Card } from "@/components/Card";
import { Button } from "@/components/form/Button";
import { fetchAhead } from "@/components/layers/layers";
import { isStuck } from "@/outbox/write";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { CaseText, titleOf } from "./CaseText";
import { PersonDialog } from "./PersonDialog";
import { RemoveDialog } from "./RemoveDialog";
import { Reports } from "./Reports";
import { itemOf, useDecide, type Came } from "./useDecide";

type Props = { about: Case; renderedAt: string; onCame: (came: Came) => void };

type ButtonsProps = { title: string; isBusy: boolean; onDismiss: () => void; onRemove: () => void; onWarn: () => void };

/** What can be decided; the keys `d`, `r` and `w` press these, too. */
function Buttons({ title, isBusy, onDismiss, onRemove, onWarn }: ButtonsProps) {
  const t = useTranslations();
  return (
    <div role="group" aria-label={t("moderation.actions", { title })} className="flex flex-wrap gap-3">
      <Button data-act="dismiss" busy={isBusy} onClick={onDismiss}>
        {t("moderation.dismiss")}
      </Button>
      <Button data-act="remove" kind="danger" disabled={isBusy} {...fetchAhead} onClick={onRemove}>
        {t("moderation.remove")}
      </Button>
      <Button data-act="warn" kind="quiet" disabled={isBusy} {...fetchAhead} onClick={onWarn}>
        {t("moderation.warn")}
      </Button>
    </div>
  );
}

/** Something that was reported, with who reported it, and what can be decided. */
export function CaseCard({ about, renderedAt, onCame }: Props) {
  const { decide, decideAuthor, write, isBusy, tryAgain, dismiss } = useDecide(about, onCame);
  const [asked, setAsked] = useState<"remove" | "author" | null>(null);
  const close = () => setAsked(null);
  const { item } = itemOf(about);
  const title = titleOf(about);
  return (
    <Card as="article" isDense aria-label={title} className="space-y-3">
      <CaseText {...{ about, renderedAt }} />
      <Reports {...{ about, renderedAt }} />
      <Buttons
        {...{ title, isBusy }}
        onDismiss={() => decide({ act: "dismiss" })}
        onRemove={() => setAsked("remove")}
        onWarn={() => setAsked("author")}
      />
      {write && isStuck(write) && (
        <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
      <RemoveDialog about={about} open={asked === "remove"} onClose={close} onDecide={decide} />
      {item.author && (
        <PersonDialog
          person={item.author}
          standing={about.standing}
          open={asked === "author"}
          onClose={close}
          onDecide={decideAuthor}
        />
      )}
    </Card>
  );
}
