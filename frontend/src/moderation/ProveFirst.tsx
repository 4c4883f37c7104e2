"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/EmptyState";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { PageLink } from "@/components/PageLink";
import { ProofDialog } from "@/factors/ProofDialog";
import { paths } from "@/routes/paths";

/** In place of what moderators decide about, until they have proven with their second factor that it is them. */
export function ProveFirst() {
  const t = useTranslations();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    router.refresh();
  };
  return (
    <>
      <EmptyState
        title={t("moderation.proof.title")}
        hint={t("moderation.proof.lead")}
        action={
          <Button kind="primary" onClick={() => setOpen(true)}>
            {t("moderation.proof.prove")}
          </Button>
        }
      />
      {isOpen && <ProofDialog onProven={done} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The same for a moderator without a second factor. */
export function FactorFirst() {
  const t = useTranslations();
  return (
    <EmptyState
      title={t("moderation.proof.wanted")}
      action={
        <PageLink href={paths.security} className={buttonClass({ kind: "primary" })}>
          {t("moderation.proof.turnOn")}
        </PageLink>
      }
    />
  );
}
