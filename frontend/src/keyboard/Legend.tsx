"use client";

import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";
import { texts } from "@/texts";
import { keyboard as words } from "@/texts/keyboard";

function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-7 rounded border border-edge bg-sunken px-1.5 text-center font-mono text-sm">
      {children}
    </kbd>
  );
}

/** Which keys do what. */
export function Legend({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title={words.title} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {words.keys.map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="space-x-1">
              {keys.split(" ").map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-soft">
        {words.hint}{" "}
        <PageLink href={paths.settings} onClick={onClose} className="text-accent underline underline-offset-4">
          {words.toSettings}
        </PageLink>
      </p>
      <div className="flex justify-end">
        <Button onClick={onClose}>{texts.dialog.close}</Button>
      </div>
    </Dialog>
  );
}
