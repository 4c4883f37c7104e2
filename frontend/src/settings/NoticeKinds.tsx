"use client";

import type { WantedKinds } from "@/api/generated/types.gen";
import { useInboxSettings } from "@/inbox/queries";
import { inbox } from "@/texts/inbox";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";

const KINDS = Object.keys(inbox.kinds) as (keyof WantedKinds)[];

/** Of what one wants to be told. */
export function NoticeKinds() {
  const { query, change } = useInboxSettings();
  return (
    <Part title={inbox.settings} lead={inbox.settingsLead}>
      <QueryBoundary query={query}>
        {(wanted) => (
          <ul>
            {KINDS.map((kind) => (
              <li key={kind}>
                <label className="flex min-h-11 items-center gap-3">
                  <input
                    type="checkbox"
                    checked={wanted.kinds[kind]}
                    onChange={({ target }) => change.mutate({ [kind]: target.checked })}
                    className="size-5 accent-accent"
                  />
                  {inbox.kinds[kind]}
                </label>
              </li>
            ))}
          </ul>
        )}
      </QueryBoundary>
      <p role="alert" className="text-sm text-alarm empty:hidden">
        {change.isError && inbox.failed}
      </p>
    </Part>
  );
}
