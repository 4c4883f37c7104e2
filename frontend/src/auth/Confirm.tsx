"use client";

import { useState } from "react";
import { client } from "@/api/browser";
import { confirm } from "@/api/generated/sdk.gen";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { PageLink } from "@/components/PageLink";
import { useHydrated } from "@/components/useHydrated";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { Conclusion } from "./Conclusion";
import { useLink } from "./useLink";

type How = "done" | "taken" | "ended";
const ENDS: Record<number, How> = { 409: "taken", 410: "ended" };

/** How it went with this link. Throws an ApiProblem that is none of the link's. */
async function open(token: string): Promise<How> {
  try {
    await confirm({ client, body: { token } });
    return "done";
  } catch (error) {
    const how = ENDS[toProblem(error).status];
    if (how) return how;
    throw error;
  }
}

function Asking({ token, end }: { token: string; end: (how: How) => void }) {
  const t = useTranslations();
  const { explain } = useExplain();
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const isHere = useHydrated();
  const go = async () => {
    setBusy(true);
    setComplaint(null);
    await open(token).then(end, (error: unknown) => setComplaint(explain(toProblem(error))));
    setBusy(false);
  };
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("confirm.title")}</h1>
      <p className="mt-2 text-soft">{t("confirm.lead")}</p>
      <div className="mt-8 space-y-5">
        <Button kind="primary" busy={isBusy} disabled={!isHere} className="w-full" onClick={() => void go()}>
          {t("confirm.submit")}
        </Button>
        {complaint && <Banner kind="alarm">{complaint}</Banner>}
      </div>
    </>
  );
}

function Ways({ how, isSignedIn }: { how: How; isSignedIn: boolean }) {
  const t = useTranslations();
  const [first, other] = [buttonClass({ kind: "primary" }), buttonClass({})];
  const home = isSignedIn ? paths.feed : paths.signIn;
  return (
    <>
      <PageLink href={how === "ended" ? paths.settings : home} className={first}>
        {how === "ended" ? t("confirm.settings") : isSignedIn ? t("link.feed") : t("link.signIn")}
      </PageLink>
      {how === "ended" && !isSignedIn && (
        <PageLink href={paths.register} className={other}>
          {t("register.submit")}
        </PageLink>
      )}
    </>
  );
}

/** Where the link of a mail leads by which somebody shows that they read it. It asks first: mail programs open links that nobody has clicked. */
export function Confirm({ isSignedIn }: { isSignedIn: boolean }) {
  const t = useTranslations();
  const { token, how, end } = useLink<How>();
  if (!how) return <Asking token={token ?? ""} end={end} />;
  const title = how === "ended" ? t("link.endedTitle") : t(`confirm.${how}Title`);
  return (
    <Conclusion key={how} title={title} text={t(`confirm.${how}`)}>
      <Ways how={how} isSignedIn={isSignedIn} />
    </Conclusion>
  );
}
