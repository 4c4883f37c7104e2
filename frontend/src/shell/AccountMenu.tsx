"use client";

import { useState } from "react";
import { Avatar } from "@/components/Avatar";
import { Icon } from "@/components/Icon";
import { Menu, MenuItem } from "@/components/Menu";
import { useSession } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { applyTheme, THEMES, type Theme } from "@/theme/theme";
import { useTheme } from "@/theme/useTheme";

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

/** Who is signed in, how the page looks, and the way out. */
export function AccountMenu({ theme }: { theme: Theme }) {
  const { me, signOut } = useSession();
  const [isLeaving, setLeaving] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const leave = () => {
    setLeaving(true);
    setFailed(false);
    signOut().catch(() => {
      setLeaving(false);
      setFailed(true);
    });
  };
  return (
    <Menu label={texts.navigation.account} trigger={me ? <Avatar person={me} size="small" /> : <Icon name="own" />}>
      {me && <p className="truncate px-3 pt-1.5 pb-2 text-sm"><strong>{me.name}</strong><br /><span className="text-soft">{me.email}</span></p>}
      <ThemeChoice initial={theme} />
      <hr className="mx-2 my-1.5 border-line" />
      <MenuItem onClick={leave} disabled={isLeaving}>
        <Icon name="signOut" /> {isLeaving ? texts.session.signingOut : texts.session.signOut}
      </MenuItem>
      {hasFailed && <p role="alert" className="px-3 py-1.5 text-sm text-alarm">{texts.session.signOutFailed}</p>}
    </Menu>
  );
}
