"use client";

import { useState, type FormEvent } from "react";
import { useTranslations } from "next-intl";
import type { Held } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { Card } from "@/components/Card";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { TextArea } from "@/components/form/TextArea";
import { fetchAhead } from "@/components/layers/layers";
import { PageLink } from "@/components/PageLink";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { paths } from "@/routes/paths";
import { useJudging, type Judged } from "./useWaiting";

const REASON_MAX = 500;

const titleOf = ({ title, content }: Held): string => title ?? content?.slice(0, 60) ?? "…";

/** Who has written it, when, and because of which rules it waits. */
function Byline({ item, renderedAt }: { item: Held; renderedAt: string }) {
  const t = useTranslations();
  return (
    <div className="flex items-center gap-2.5">
      <Avatar person={item.author} size="small" />
      <p className="min-w-0 text-sm text-soft wrap-anywhere">
        {t("moderation.by", { thing: item.type })}{" "}
        <PageLink href={paths.user(item.author.id)} className="font-semibold text-ink hover:underline">
          <bdi>{item.author.name}</bdi>
        </PageLink>{" "}
        · <RelativeTime at={item.held_at} renderedAt={renderedAt} />
        {item.rules.length > 0 && ` · ${t("moderation.rules", { rules: item.rules.join(", ") })}`}
      </p>
    </div>
  );
}

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
      <Byline {...{ item, renderedAt }} />
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
