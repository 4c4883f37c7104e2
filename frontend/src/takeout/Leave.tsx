"use client";

import { useState } from "react";
import { client } from "@/api/browser";
import { leave, stay } from "@/api/generated/sdk.gen";
import type { LeavingAt } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Button } from "@/components/form/Button";
import { RadioCards } from "@/components/form/RadioCards";
import { fetchAhead } from "@/components/layers/layers";
import { useDates } from "@/components/text/useDates";
import { useZone } from "@/components/text/useZone";
import { useAct } from "@/factors/useAct";
import { useMe, useSession } from "@/session/SessionProvider";
import { Part } from "@/settings/Part";
import { useDone } from "@/settings/useDone";
import { useTranslations } from "next-intl";

type Content = LeavingAt["content"];

const CONTENTS: Content[] = ["erase", "anonymise"];

function useLeaving(say: (text: string) => void) {
  const t = useTranslations();
  const { refreshMe } = useSession();
  const { act, ...rest } = useAct();
  const [content, setContent] = useState<Content>("erase");
  const [isAsking, setAsking] = useState(false);
  const go = () => {
    setAsking(false);
    return act(async () => {
      await leave({ client, body: { content } });
      await refreshMe();
      say(t("leaving.asked"));
    });
  };
  const keep = () =>
    act(async () => {
      await stay({ client });
      await refreshMe();
      say(t("leaving.kept"));
    });
  return { ...rest, content, setContent, isAsking, setAsking, go, keep };
}

type Act = ReturnType<typeof useLeaving>;

function Choice({ act }: { act: Act }) {
  const t = useTranslations();
  const choices = CONTENTS.map((value) => ({ value, says: t(`leaving.contents.${value}`) }));
  return (
    <>
      <RadioCards
        label={t("leaving.content")}
        name="content"
        value={act.content}
        choices={choices}
        onChoose={act.setContent}
      />
      <Button
        kind="danger"
        className="self-start"
        busy={act.isBusy}
        {...fetchAhead}
        onClick={() => act.setAsking(true)}
      >
        {t("leaving.leave")}
      </Button>
    </>
  );
}

function Until({ leaving, act }: { leaving: LeavingAt; act: Act }) {
  const t = useTranslations();
  const [dates, zone] = [useDates(), useZone()];
  return (
    <>
      <p>
        {t(`leaving.until.${leaving.content}`)}{" "}
        <time dateTime={leaving.at} className="font-semibold" suppressHydrationWarning>
          {dates.fully(new Date(leaving.at), zone)}
        </time>
      </p>
      <Button kind="primary" className="self-start" busy={act.isBusy} onClick={() => void act.keep()}>
        {t("leaving.keep")}
      </Button>
    </>
  );
}

/** Has one's account deleted, and thinks better of it. */
export function Leave() {
  const t = useTranslations();
  const leaving = useMe()?.leaving;
  const { heading, said, say } = useDone();
  const act = useLeaving(say);
  return (
    <Part title={t("leaving.title")} lead={t("leaving.lead")} heading={heading}>
      {leaving ? <Until leaving={leaving} act={act} /> : <Choice act={act} />}
      {act.complaint && <Banner kind="alarm">{act.complaint}</Banner>}
      <p role="status" className="text-sm text-soft empty:hidden">
        {said}
      </p>
      {act.dialog}
      <ConfirmDialog
        open={act.isAsking}
        title={t("leaving.sure")}
        detail={t(`leaving.details.${act.content}`)}
        confirm={t("leaving.leave")}
        onConfirm={() => void act.go()}
        onClose={() => act.setAsking(false)}
        danger
      />
    </Part>
  );
}
