import { Texts } from "@/i18n/Texts";
import { LOCALE_COOKIE } from "@/i18n/locales";
import type { Part as TextPart } from "@/i18n/parts";
import { choiceOf } from "@/language/choice";
import { LanguagePicker } from "@/language/LanguagePicker";
import { titled } from "@/app/page-metadata";
import { cookies } from "next/headers";
import { getInboxSettings, listBlocks, listSessions } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { BlockedPeople } from "@/settings/BlockedPeople";
import { Mails } from "@/settings/Mails";
import { NoticeKinds } from "@/settings/NoticeKinds";
import { Part } from "@/settings/Part";
import { PasswordAndAddress } from "@/settings/PasswordAndAddress";
import { ProfileForm } from "@/settings/ProfileForm";
import { Sessions } from "@/settings/Sessions";
import { Shortcuts } from "@/settings/Shortcuts";
import { ThisDevice } from "@/settings/ThisDevice";
import { getTranslations } from "next-intl/server";
import { THEME_COOKIE, themeOf } from "@/theme/theme";
import { ThemePicker } from "@/theme/ThemePicker";

export const generateMetadata = titled((t) => t("settings.title"));

const PARTS = [
  "settings",
  "account",
  "proof",
  "picture",
  "shortcuts",
  "notices",
  "mail",
  "push",
  "fields",
  "saving",
  "block",
] as const satisfies TextPart[];

/** A part that cannot be fetched now is fetched by the browser: the others are there all the same. */
async function load() {
  const client = await apiOfVisitor();
  const orNull = <Data,>(answer: Promise<{ data: Data }>) =>
    answer.then(
      ({ data }) => data,
      () => null,
    );
  return Promise.all([
    orNull(listSessions({ client })),
    orNull(listBlocks({ client })),
    orNull(getInboxSettings({ client })),
  ]);
}

/** What one can change about oneself and one's sessions. */
export default async function SettingsPage() {
  const t = await getTranslations();
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const [[sessions, blocks, wanted], jar] = await Promise.all([load(), cookies()]);
  return (
    <Texts of={PARTS}>
      <div className="space-y-6">
        <h1 className="text-2xl font-semibold">{t("settings.title")}</h1>
        <ProfileForm me={session.me} />
        <PasswordAndAddress first={wanted} />
        <Sessions first={sessions?.items ?? null} renderedAt={new Date().toISOString()} />
        <Part title={t("settings.appearance")} lead={t("settings.appearanceLead")}>
          <ThemePicker initial={themeOf(jar.get(THEME_COOKIE)?.value)} />
          <LanguagePicker initial={choiceOf(jar.get(LOCALE_COOKIE)?.value)} />
        </Part>
        <Shortcuts />
        <NoticeKinds first={wanted} />
        <Mails first={wanted} />
        <ThisDevice />
        <BlockedPeople first={blocks?.items ?? null} />
      </div>
    </Texts>
  );
}
