"use client";

import { useTranslations } from "next-intl";
import type { Me } from "@/api/generated/types.gen";
import { Part } from "./Part";
import { PictureField } from "./PictureField";
import { ProfileForm } from "./ProfileForm";

/** Changes how others see one. */
export function Profile({ me }: { me: Me }) {
  const t = useTranslations();
  return (
    <Part title={t("settings.profile")} lead={t("settings.profileLead")}>
      <PictureField me={me} />
      <ProfileForm me={me} />
    </Part>
  );
}
