"use client";

import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";

function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-7 rounded border border-edge bg-sunken px-1.5 text-center font-mono text-sm">
      {children}
    </kbd>
  );
}

/** What each of them does stands in the messages. */
const KEYS = [
  ["j", "next"],
  ["k", "previous"],
  ["n", "write"],
  ["c", "comment"],
  ["r", "reply"],
  ["l", "like"],
  ["/", "search"],
  ["g f", "feed"],
  ["g c", "chat"],
  ["g i", "inbox"],
  ["?", "help"],
] as const;

/** What a moderator can do where something was reported. */
const DECISIONS = [
  ["d", "dismiss"],
  ["r", "remove"],
  ["w", "warn"],
] as const;

/** Whether this page has something to decide about. */
const canDecide = () => document.querySelector('[data-act="dismiss"]') !== null;

/** Which keys do what. */
export function Legend({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations();
  return (
    <Dialog open={open} title={t("keyboard.title")} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {[...(canDecide() ? DECISIONS : []), ...KEYS].map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="space-x-1">
              {keys.split(" ").map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{t(`keyboard.keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-soft">
        {t("keyboard.hint")}{" "}
        <PageLink href={paths.settings} onClick={onClose} className="text-accent underline underline-offset-4">
          {t("keyboard.toSettings")}
        </PageLink>
      </p>
      <div className="flex justify-end">
        <Button onClick={onClose}>{t("dialog.close")}</Button>
      </div>
    </Dialog>
  );
}
