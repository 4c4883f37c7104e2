"use client";

import type { Factors } from "@/api/generated/types.gen";
import { QueryBoundary } from "@/settings/QueryBoundary";
import { useTranslations } from "next-intl";
import { Passkeys } from "./Passkeys";
import { useFactors } from "@/factors/queries";
import { SecondFactor } from "./SecondFactor";

/** Second factor and passkeys, where this site offers them. */
export function FactorParts({ first, renderedAt }: { first: Factors | null; renderedAt: string }) {
  const t = useTranslations();
  return (
    <QueryBoundary query={useFactors(first)}>
      {(factors) =>
        factors.is_offered ? (
          <>
            <SecondFactor factors={factors} />
            <Passkeys factors={factors} renderedAt={renderedAt} />
          </>
        ) : (
          <p className="text-soft">{t("factors.notOffered")}</p>
        )
      }
    </QueryBoundary>
  );
}
