"use client";

import { useState } from "react";
import { client } from "@/api/browser";
import { beginTotp, endTotp, renewRecoveryCodes } from "@/api/generated/sdk.gen";
import type { AppSecret, Factors } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Button } from "@/components/form/Button";
import { fetchAhead } from "@/components/layers/layers";
import { Part } from "@/settings/Part";
import { useDone } from "@/settings/useDone";
import { useTranslations } from "next-intl";
import { useFactorsAnew } from "@/factors/queries";
import { RecoveryCodes } from "./RecoveryCodes";
import { SetUp } from "./SetUp";
import { useAct } from "@/factors/useAct";

/** What is shown once: the secret of an app, or recovery codes. */
type Shown = { secret: AppSecret } | { codes: string[] } | null;

function useSecondFactor(say: (text: string) => void) {
  const t = useTranslations();
  const anew = useFactorsAnew();
  const { act, ...rest } = useAct();
  const [shown, setShown] = useState<Shown>(null);
  const [isEnding, setEnding] = useState(false);
  const begin = () => act(async () => setShown({ secret: (await beginTotp({ client })).data }));
  const renew = () => act(async () => setShown({ codes: (await renewRecoveryCodes({ client })).data.recovery_codes }));
  const end = () => {
    setEnding(false);
    return act(async () => {
      await endTotp({ client });
      await anew();
      say(t("factors.isOff"));
    });
  };
  const close = (said?: string) => {
    setShown(null);
    void anew();
    if (said) say(said);
  };
  return { ...rest, shown, setShown, begin, renew, end, close, isEnding, setEnding };
}

type Act = ReturnType<typeof useSecondFactor>;

/** While it is on. */
function WhileOn({ left, act }: { left: number; act: Act }) {
  const t = useTranslations();
  return (
    <>
      <p className="text-sm">{t("factors.left", { count: left })}</p>
      <div className="flex flex-wrap gap-3">
        <Button busy={act.isBusy} onClick={() => void act.renew()}>
          {t("factors.renew")}
        </Button>
        <Button {...fetchAhead} onClick={() => act.setEnding(true)}>
          {t("factors.turnOff")}
        </Button>
      </div>
    </>
  );
}

/** What is shown once. */
function Once({ shown, act }: { shown: NonNullable<Shown>; act: Act }) {
  const t = useTranslations();
  return "secret" in shown ? (
    <SetUp secret={shown.secret} onDone={(codes) => act.setShown({ codes })} onCancel={() => act.close()} />
  ) : (
    <RecoveryCodes codes={shown.codes} onDone={() => act.close(t("factors.isOn"))} />
  );
}

function EndDialog({ act }: { act: Act }) {
  const t = useTranslations();
  return (
    <ConfirmDialog
      open={act.isEnding}
      title={t("factors.turnOffTitle")}
      detail={t("factors.turnOffDetail")}
      confirm={t("factors.turnOff")}
      onConfirm={() => void act.end()}
      onClose={() => act.setEnding(false)}
      danger
    />
  );
}

/** A code of an app beside the password: turning it on and off, and the codes for who has lost the app. */
export function SecondFactor({ factors }: { factors: Factors }) {
  const t = useTranslations();
  const { heading, said, say } = useDone();
  const act = useSecondFactor(say);
  const { shown, isBusy, complaint } = act;
  const on = factors.second_factor;
  return (
    <Part title={t("factors.second")} lead={t(on ? "factors.on" : "factors.off")} heading={heading}>
      {shown && <Once {...{ shown, act }} />}
      {!shown && on && <WhileOn left={on.recovery_codes_left} act={act} />}
      {!shown && !on && (
        <Button className="self-start" busy={isBusy} onClick={() => void act.begin()}>
          {t("factors.setUp")}
        </Button>
      )}
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <p role="status" className="text-sm text-soft empty:hidden">
        {!shown && said}
      </p>
      {act.dialog}
      <EndDialog act={act} />
    </Part>
  );
}
