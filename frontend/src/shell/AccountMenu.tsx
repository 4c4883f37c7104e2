"use client";

import { useState } from "react";
import type { Me } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/components/Menu";
import { useSession } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { applyTheme, THEMES, type Theme } from "@/theme/theme";
import { useTheme } from "@/theme/useTheme";
import { forgetDrafts } from "@/outbox/drafts";
import { forgetReported } from "@/reports/reported";
import { useOutbox, useUnsentCount } from "@/outbox/OutboxProvider";

function Person({ me }: { me: Me }) {
  return (
    <div role="presentation" className="truncate px-3 pt-1.5 pb-2 text-sm">
      <strong>
        <bdi>{me.name}</bdi>
      </strong>
      <br />
      <span className="text-soft">{me.email}</span>
    </div>
  );
}

function ThemeName({ theme }: { theme: Theme }) {
  const t = useTranslations();
  return (
    <>
      <Icon name={theme} /> {t(`theme.${theme}`)}
    </>
  );
}

function ThemeChoice({ initial }: { initial: Theme }) {
  const t = useTranslations();
  const theme = useTheme(initial);
  const choices = THEMES.map((value) => ({ value, says: <ThemeName theme={value} /> }));
  return <MenuChoice label={t("theme.label")} value={theme} choices={choices} onChoose={applyTheme} />;
}

function useLeave() {
  const { signOut } = useSession();
  const outbox = useOutbox();
  const [state, setState] = useState<"here" | "asking" | "leaving" | "failed">("here");
  const leave = () => {
    setState("leaving");
    const forget = () => {
      forgetDrafts();
      forgetReported();
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
  const t = useTranslations();
  const { me } = useSession();
  const unsent = useUnsentCount();
  const { state, setState, leave } = useLeave();
  return (
    <>
      <Menu label={t("navigation.account")} trigger={<Trigger me={me} />}>
        {me && <Person me={me} />}
        <ThemeChoice initial={theme} />
        <MenuLine />
        <MenuItem
          staysOpen={unsent === 0}
          disabled={state === "leaving"}
          onClick={() => (unsent > 0 ? setState("asking") : leave())}
        >
          <Icon name="signOut" /> {state === "leaving" ? t("session.signingOut") : t("session.signOut")}
        </MenuItem>
        {state === "failed" && (
          <p role="alert" className="px-3 py-1.5 text-sm text-alarm">
            {t("session.signOutFailed")}
          </p>
        )}
      </Menu>
      <ConfirmDialog
        open={state === "asking"}
        title={t("session.signOutUnsent", { count: unsent })}
        detail={t("session.signOutDetail")}
        confirm={t("session.signOut")}
        danger
        onConfirm={leave}
        onClose={() => setState((now) => (now === "asking" ? "here" : now))}
      />
    </>
  );
}
