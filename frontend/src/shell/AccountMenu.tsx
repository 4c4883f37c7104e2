"use client";

import { useState } from "react";
import type { Me } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { Menu, MenuItem } from "@/components/Menu";
import { useSession } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { applyTheme, THEMES, type Theme } from "@/theme/theme";
import { useTheme } from "@/theme/useTheme";
import { forgetDrafts } from "@/outbox/drafts";
import { useOutbox, useUnsentCount } from "@/outbox/OutboxProvider";

function ThemeChoice({ initial }: { initial: Theme }) {
  const theme = useTheme(initial);
  return (
    <div role="group" aria-label={texts.theme.label}>
      {THEMES.map((each) => (
        <MenuItem key={each} aria-pressed={theme === each} onClick={() => applyTheme(each)}>
          <Icon name={each} /> {texts.theme[each]}
        </MenuItem>
      ))}
    </div>
  );
}

function useLeave() {
  const { signOut } = useSession();
  const outbox = useOutbox();
  const [state, setState] = useState<"here" | "asking" | "leaving" | "failed">("here");
  const leave = () => {
    setState("leaving");
    const forget = () => {
      forgetDrafts();
      outbox.forget();
    };
    signOut(forget).catch(() => setState("failed"));
  };
  return { state, setState, leave };
}

function Trigger({ me }: { me: Me | null }) {
  if (!me) return <Icon name="own" />;
  return (
    <span className="flex items-center gap-2.5 lg:px-3 lg:py-1.5">
      <Avatar person={me} size="small" />
      <span className="hidden max-w-36 truncate font-semibold lg:block">
        <bdi>{me.name}</bdi>
      </span>
    </span>
  );
}

/** Who is signed in, how the page looks, and the way out. */
export function AccountMenu({ theme }: { theme: Theme }) {
  const { me } = useSession();
  const unsent = useUnsentCount();
  const { state, setState, leave } = useLeave();
  return (
    <>
      <Menu label={texts.navigation.account} trigger={<Trigger me={me} />}>
        {me && (
          <p className="truncate px-3 pt-1.5 pb-2 text-sm">
            <strong>
              <bdi>{me.name}</bdi>
            </strong>
            <br />
            <span className="text-soft">{me.email}</span>
          </p>
        )}
        <ThemeChoice initial={theme} />
        <hr className="mx-2 my-1.5 border-line" />
        <MenuItem onClick={() => (unsent > 0 ? setState("asking") : leave())} disabled={state === "leaving"}>
          <Icon name="signOut" /> {state === "leaving" ? texts.session.signingOut : texts.session.signOut}
        </MenuItem>
        {state === "failed" && (
          <p role="alert" className="px-3 py-1.5 text-sm text-alarm">
            {texts.session.signOutFailed}
          </p>
        )}
      </Menu>
      <ConfirmDialog
        open={state === "asking"}
        title={texts.session.signOutUnsent(unsent)}
        detail={texts.session.signOutDetail}
        confirm={texts.session.signOut}
        danger
        onConfirm={leave}
        onClose={() => setState((now) => (now === "asking" ? "here" : now))}
      />
    </>
  );
}
