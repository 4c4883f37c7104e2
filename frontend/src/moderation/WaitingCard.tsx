"use client";

import { useState, type FormEvent } from "react";
import { useTranslations } from "next-intl";
import type { Held } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Card } from "@/components/Card";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { TextArea } from "@/components/form/TextArea";
import { fetchAhead } from "@/components/layers/layers";
import { RichText } from "@/components/text/RichText";
import { Byline } from "./Byline";
import { useJudging, type Judged } from "./useWaiting";

const REASON_MAX = 500;

const titleOf = ({ title, content }: Held): string => title ?? content?.slice(0, 60) ?? "…";

function RejectForm({ onReject, onClose }: { onReject: (reason: string) => void; onClose: () => void }) {
  const t = useTranslations();
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim()) onReject(reason);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextArea
        label={t("moderation.rejectReason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        most={REASON_MAX}
        length={reason.length}
        autoFocus
      />
      <div className="flex justify-end gap-3 pt-2">
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="danger" disabled={!reason.trim()}>
          {t("moderation.reject")}
        </Button>
      </div>
    </form>
  );
}

type Props = { item: Held; renderedAt: string; onJudged: (what: Judged) => void };

/** Something that waits, and what can be decided; the keys `d` and `r` press the buttons, too. */
export function WaitingCard({ item, renderedAt, onJudged }: Props) {
  const t = useTranslations();
  const [isRejecting, setRejecting] = useState(false);
  const { judge, isBusy, complaint } = useJudging(item, onJudged);
  const title = titleOf(item);
  const close = () => setRejecting(false);
  const reject = (reason: string) => {
    close();
    void judge(reason);
  };
  return (
    <Card as="article" isDense aria-label={title} className="space-y-3">
      <Byline noun={item.type} author={item.author} at={item.held_at} renderedAt={renderedAt}>
        {item.rules.length > 0 && ` · ${t("moderation.rules", { rules: item.rules.join(", ") })}`}
      </Byline>
      {item.is_edit && <p className="text-sm text-notice">{t("moderation.isEdit")}</p>}
      {item.title && (
        <h2 dir="auto" className="text-lg font-semibold wrap-anywhere">
          {item.title}
        </h2>
      )}
      {item.content && <RichText html={item.content_html ?? ""} text={item.content} className="leading-6" />}
      <div role="group" aria-label={t("moderation.actions", { title })} className="flex flex-wrap gap-3">
        <Button data-act="dismiss" busy={isBusy} onClick={() => void judge(null)}>
          {t("moderation.approve")}
        </Button>
        <Button data-act="remove" kind="danger" disabled={isBusy} {...fetchAhead} onClick={() => setRejecting(true)}>
          {t("moderation.reject")}
        </Button>
      </div>
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <Dialog open={isRejecting} title={t("moderation.rejectTitle", { thing: item.type })} onClose={close}>
        <RejectForm onReject={reject} onClose={close} />
      </Dialog>
    </Card>
  );
}
