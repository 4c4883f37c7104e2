"use client";

import { useMutation } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { askToConfirm } from "@/api/generated/sdk.gen";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { useSession } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";

/** Says that nobody has shown yet that they read this address, and sends it another link. */
export function Unconfirmed({ email }: { email: string }) {
  const t = useTranslations();
  const { ready } = useSession();
  const { explain } = useExplain();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: async () => {
      await ready();
      await askToConfirm({ client });
    },
  });
  const again = (
    <Button size="small" busy={isPending} onClick={() => mutate()}>
      {t("account.sendAgain")}
    </Button>
  );
  return (
    <>
      <Banner kind="notice" action={again} className="wrap-anywhere">
        {isSuccess ? t("account.sentAgain", { email }) : t("account.unconfirmed", { email })}
      </Banner>
      <p role="alert" className="text-sm text-alarm empty:hidden">
        {error && explain(toProblem(error))}
      </p>
    </>
  );
}
