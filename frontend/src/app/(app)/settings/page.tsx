import type { Metadata } from "next";
import { cookies } from "next/headers";
import { listBlocks, listSessions } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { BlockedPeople } from "@/settings/BlockedPeople";
import { Mails } from "@/settings/Mails";
import { NoticeKinds } from "@/settings/NoticeKinds";
import { Part } from "@/settings/Part";
import { ProfileForm } from "@/settings/ProfileForm";
import { Sessions } from "@/settings/Sessions";
import { Shortcuts } from "@/settings/Shortcuts";
import { ThisDevice } from "@/settings/ThisDevice";
import { settings } from "@/texts/settings";
import { THEME_COOKIE, themeOf } from "@/theme/theme";
import { ThemePicker } from "@/theme/ThemePicker";

export const metadata: Metadata = { title: settings.title };

/** A part that cannot be fetched now is fetched by the browser: the others are there all the same. */
async function load() {
  const client = await apiOfVisitor();
  const itemsOrNull = <Item,>(answer: Promise<{ data: { items: Item[] } }>) =>
    answer.then(
      ({ data }) => data.items,
      () => null,
    );
  return Promise.all([itemsOrNull(listSessions({ client })), itemsOrNull(listBlocks({ client }))]);
}

/** What one can change about oneself and one's sessions. */
export default async function SettingsPage() {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const [[sessions, blocks], jar] = await Promise.all([load(), cookies()]);
  return (
    <div className="space-y-6">
      <h1 className="text-2xl font-semibold">{settings.title}</h1>
      <ProfileForm me={session.me} />
      <Sessions first={sessions} renderedAt={new Date().toISOString()} />
      <Part title={settings.appearance} lead={settings.appearanceLead}>
        <ThemePicker initial={themeOf(jar.get(THEME_COOKIE)?.value)} />
      </Part>
      <Shortcuts />
      <NoticeKinds />
      <Mails />
      <ThisDevice />
      <BlockedPeople first={blocks} />
    </div>
  );
}
