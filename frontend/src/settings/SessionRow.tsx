import type { Session } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { fetchAhead } from "@/components/layers/layers";
import { RelativeTime } from "@/components/text/RelativeTime";
import { useTranslations } from "next-intl";
import { browserName } from "./browser-name";

function About({ session, renderedAt }: { session: Session; renderedAt: string }) {
  const t = useTranslations();
  return (
    <p className="text-sm text-soft">
      {t("settings.begun")} <RelativeTime at={session.created_at} renderedAt={renderedAt} />
      {" · "}
      {t("settings.seen")} <RelativeTime at={session.last_seen_at} renderedAt={renderedAt} />
      {" · "}
      {t("settings.from", { address: session.address })}
    </p>
  );
}

/** One place where one is signed in: which browser, since when, and how to end it from here. */
export function SessionRow({
  session,
  renderedAt,
  onEnd,
}: {
  session: Session;
  renderedAt: string;
  onEnd: () => void;
}) {
  const t = useTranslations();
  const name = browserName(session.user_agent, t);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line py-4 last:pb-0">
      <div className="min-w-0 flex-1 basis-60 space-y-0.5">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold wrap-anywhere">
          {name}
          {session.is_current && (
            <span className="rounded-full bg-accent-wash px-2.5 py-0.5 text-xs font-medium text-accent">
              {t("settings.thisOne")}
            </span>
          )}
        </p>
        <About session={session} renderedAt={renderedAt} />
        {session.user_agent && (
          <p className="truncate text-xs text-soft" title={session.user_agent}>
            {session.user_agent}
          </p>
        )}
      </div>
      {!session.is_current && (
        <Button size="small" aria-label={t("settings.endWhere", { browser: name })} {...fetchAhead} onClick={onEnd}>
          {t("settings.end")}
        </Button>
      )}
    </li>
  );
}
