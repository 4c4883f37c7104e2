"use client";

import { useCallback, useEffect, useState } from "react";
import { RetryBanner } from "@/components/RetryBanner";
import { Skeleton } from "@/components/Skeleton";
import { useDates } from "@/components/text/useDates";
import { useTranslations } from "next-intl";
import { siteKeys, verified, type Receipt } from "./receipt";

type Found = { receipt: Receipt | null } | "unreachable";

/** The receipt that stands behind `#`, which browsers tell no server; undefined until it is checked. `again` checks it once more. */
function useReceipt() {
  const [found, setFound] = useState<Found>();
  const again = useCallback(async () => {
    const text = window.location.hash.slice(1);
    const next: Found = await siteKeys().then(
      async (keys) => ({ receipt: await verified(text, keys) }),
      () => "unreachable",
    );
    setFound(next);
  }, []);
  useEffect(() => {
    const look = () => void again();
    look();
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, [again]);
  return { found, again };
}

function Facts({ receipt }: { receipt: Receipt }) {
  const t = useTranslations();
  const dates = useDates();
  const times = { asked: receipt.asked_at, begun: receipt.begun_at, done: receipt.done_at };
  return (
    <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm wrap-anywhere">
      {Object.entries(times).map(([name, at]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{t(`erasure.${name as keyof typeof times}`)}</dt>
          <dd>
            <time dateTime={at}>{dates.fully(new Date(at))}</time>
          </dd>
        </div>
      ))}
      <dt className="text-soft">{t("erasure.account")}</dt>
      <dd>{`${receipt.sub}, ${receipt.site}`}</dd>
    </dl>
  );
}

function Removed({ receipt }: { receipt: Receipt }) {
  const t = useTranslations();
  return (
    <>
      <h2 className="mt-8 font-semibold">{t("erasure.removed")}</h2>
      <table className="mt-2 w-full text-sm">
        <tbody>
          {Object.entries(receipt.removed)
            .sort()
            .map(([where, count]) => (
              <tr key={where} className="border-t border-line">
                <th scope="row" className="py-1 text-start font-normal">
                  {where.replaceAll("_", " ")}
                </th>
                <td className="py-1 text-end tabular-nums">{count}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}

/** The receipt of an erasure that the address holds, if this site has signed it. */
export function ReceiptPage() {
  const t = useTranslations();
  const { found, again } = useReceipt();
  if (found === "unreachable")
    return <RetryBanner onTryAgain={() => void again()}>{t("erasure.unreachable")}</RetryBanner>;
  const receipt = found?.receipt;
  const what = receipt?.content ?? "wrong";
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("erasure.title")}</h1>
      {!found && <Skeleton className="mt-4 h-24" />}
      {found && (
        <p role="status" className="mt-2 text-soft">
          {t(`erasure.is.${what}`)}
        </p>
      )}
      {receipt && <Facts receipt={receipt} />}
      {receipt && <Removed receipt={receipt} />}
    </>
  );
}
