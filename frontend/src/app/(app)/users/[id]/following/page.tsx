import { titled } from "@/app/page-metadata";

import { PeoplePage } from "../PeoplePage";

/** Lists of people are not what search engines should lead to. */
export const generateMetadata = titled((t) => t("follow.followingList"), { robots: { index: false } });

/** Whom somebody follows. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <PeoplePage id={(await params).id} which="following" />;
}
