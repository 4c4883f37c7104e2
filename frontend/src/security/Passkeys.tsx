"use client";

import { useState } from "react";
import { client } from "@/api/browser";
import { removePasskey } from "@/api/generated/sdk.gen";
import type { Factors, Passkey } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Button } from "@/components/form/Button";
import { fetchAhead } from "@/components/layers/layers";
import { RelativeTime } from "@/components/text/RelativeTime";
import { useHydrated } from "@/components/useHydrated";
import { browserName } from "@/settings/browser-name";
import { Part } from "@/settings/Part";
import { useDone } from "@/settings/useDone";
import { useTranslations } from "next-intl";
import { hasPasskeys, makePasskey } from "@/factors/passkey";
import { useFactorsAnew } from "@/factors/queries";
import { useAct } from "@/factors/useAct";

type RowProps = { passkey: Passkey; renderedAt: string; onRemove: () => void };

function Row({ passkey, renderedAt, onRemove }: RowProps) {
  const t = useTranslations();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line py-4 last:pb-0">
      <div className="min-w-0 flex-1 basis-60 space-y-0.5">
        <p className="font-semibold wrap-anywhere">
          <bdi>{passkey.name}</bdi>
        </p>
        <p className="text-sm text-soft">
          {t("passkeys.added")} <RelativeTime at={passkey.created_at} renderedAt={renderedAt} />
          {passkey.last_used_at && (
            <>
              {" · "}
              {t("passkeys.used")} <RelativeTime at={passkey.last_used_at} renderedAt={renderedAt} />
            </>
          )}
        </p>
      </div>
      <Button
        size="small"
        aria-label={t("passkeys.removeWhich", { name: passkey.name })}
        {...fetchAhead}
        onClick={onRemove}
      >
        {t("passkeys.remove")}
      </Button>
    </li>
  );
}

function usePasskeys(say: (text: string) => void) {
  const t = useTranslations();
  const anew = useFactorsAnew();
  const { act, ...rest } = useAct();
  const [removed, setRemoved] = useState<Passkey | null>(null);
  const add = () =>
    act(async () => {
      await makePasskey(browserName(navigator.userAgent, t));
      await anew();
      say(t("passkeys.isAdded"));
    });
  const remove = () => {
    setRemoved(null);
    return act(async () => {
      await removePasskey({ client, path: { passkey_id: removed!.id } });
      await anew();
      say(t("passkeys.isRemoved"));
    });
  };
  return { ...rest, add, remove, removed, setRemoved };
}

/** Keys of one's devices, with which one signs in without a password. */
export function Passkeys({ factors, renderedAt }: { factors: Factors; renderedAt: string }) {
  const t = useTranslations();
  const { heading, said, say } = useDone();
  const is = usePasskeys(say);
  const isHere = useHydrated();
  return (
    <Part title={t("passkeys.title")} lead={t("passkeys.lead")} heading={heading}>
      {factors.passkeys.length > 0 && (
        <ul>
          {factors.passkeys.map((passkey) => (
            <Row key={passkey.id} {...{ passkey, renderedAt }} onRemove={() => is.setRemoved(passkey)} />
          ))}
        </ul>
      )}
      {isHere && !hasPasskeys() ? (
        <p className="text-sm text-soft">{t("passkeys.unsupported", { host: factors.passkey_host })}</p>
      ) : (
        <Button className="self-start" busy={is.isBusy} onClick={() => void is.add()}>
          {t("passkeys.add")}
        </Button>
      )}
      {is.complaint && <Banner kind="alarm">{is.complaint}</Banner>}
      <p role="status" className="text-sm text-soft empty:hidden">
        {said}
      </p>
      {is.dialog}
      <ConfirmDialog
        open={is.removed !== null}
        title={t("passkeys.removeTitle", { name: is.removed?.name ?? "" })}
        detail={t("passkeys.removeDetail")}
        confirm={t("passkeys.remove")}
        onConfirm={() => void is.remove()}
        onClose={() => is.setRemoved(null)}
        danger
      />
    </Part>
  );
}
