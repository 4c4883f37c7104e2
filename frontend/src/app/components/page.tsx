import { Texts } from "@/i18n/Texts";
import { titled } from "@/app/page-metadata";
import { cookies } from "next/headers";
import { Banners, Colours, Icons, People, Rich, Times, Type, Waiting } from "@/gallery/Basics";
import { Buttons } from "@/gallery/Buttons";
import { Cards } from "@/gallery/Cards";
import { Fields } from "@/gallery/Fields";
import { Layers, Writes } from "@/gallery/Moving";
import { Wordmark } from "@/shell/Wordmark";
import { getTranslations } from "next-intl/server";
import { THEME_COOKIE, themeOf } from "@/theme/theme";
import { ThemePicker } from "@/theme/ThemePicker";

export const generateMetadata = titled((t) => t("gallery.title"));

type Props = { searchParams: Promise<{ at?: string }> };

/**
 * Every component with its states. It asks the API for nothing, so it can be seen without signing in. `?at=2026-11-27T12:00:00Z` shows
 * the times as at that moment.
 */
export default async function ComponentsPage({ searchParams }: Props) {
  const t = await getTranslations();
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  const { at } = await searchParams;
  const renderedAt = (at ? new Date(at) : new Date()).toISOString();
  return (
    <Texts of={["gallery", "theme", "fields", "follow", "saving", "share", "live"]}>
      <div className="mx-auto w-full max-w-read px-6 py-8">
        <header>
          <Wordmark />
        </header>
        <main id="content" tabIndex={-1} className="space-y-8 pt-8 pb-16 outline-none">
          <div>
            <h1 className="text-2xl font-semibold tracking-tight">{t("gallery.title")}</h1>
            <p className="mt-2 mb-6 text-soft">{t("gallery.lead")}</p>
            <ThemePicker initial={theme} />
          </div>
          <Colours />
          <Type />
          <Buttons />
          <Fields />
          <Writes />
          <Banners />
          <Waiting />
          <Layers />
          <People />
          <Times renderedAt={renderedAt} />
          <Icons />
          <Rich />
          <Cards renderedAt={renderedAt} />
        </main>
      </div>
    </Texts>
  );
}
