"use client";

import { lazy, memo, Suspense } from "react";
import type { Me } from "@/api/generated/types.gen";
import { Skeleton } from "@/components/Skeleton";

const ProfileForm = lazy(() => import("./ProfileForm").then((loaded) => ({ default: loaded.ProfileForm })));

/**
 * Where one changes how others see one. The server sends it with the page, its scripts come after those of the others, and take over
 * what was typed by then.
 */
export const LateProfileForm = memo(function LateProfileForm({ me }: { me: Me }) {
  return (
    <Suspense fallback={<Skeleton className="h-96" />}>
      <ProfileForm me={me} />
    </Suspense>
  );
});
