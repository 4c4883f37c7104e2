"use client";

import { useTranslations } from "next-intl";
import { lazy, memo, Suspense } from "react";
import type { Me } from "@/api/generated/types.gen";
import { Skeleton } from "@/components/Skeleton";
import { Part } from "./Part";
import { PictureField } from "./PictureField";

const ProfileForm = lazy(() => import("./ProfileForm").then((loaded) => ({ default: loaded.ProfileForm })));

/**
 * Changes how others see one. The server sends all of it with the page; the scripts of the form come after those of the rest. With the
 * same properties it is not rendered anew: before they are here, it would be empty.
 */
export const Profile = memo(function Profile({ me }: { me: Me }) {
  const t = useTranslations();
  return (
    <Part title={t("settings.profile")} lead={t("settings.profileLead")}>
      <PictureField me={me} />
      <Suspense fallback={<Skeleton className="h-72" />}>
        <ProfileForm me={me} />
      </Suspense>
    </Part>
  );
});
