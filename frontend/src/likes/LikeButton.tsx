"use client";

import { PageLink } from "@/components/PageLink";
import { ACTION } from "@/components/action-class";
import { classNames } from "@/components/class-names";
import { Icon } from "@/components/Icon";
import { isStuck } from "@/outbox/write";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { signInFor } from "@/routes/next-path";
import { useNextPath } from "@/routes/useNextPath";
import { useIsGuest } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { useLike, type Likable } from "./useLike";

type Props = { noun: "post" | "comment"; item: Likable; refresh: (id: string) => Promise<unknown> };

const HEART = "size-4.5 transition-transform duration-120 group-active/like:scale-125";

/** The heart of a guest: how many like it, and the way in. */
function GuestLike({ item }: Pick<Props, "item">) {
  const t = useTranslations();
  const count = item.like_count;
  return (
    <PageLink href={signInFor(useNextPath())} aria-label={t("like.button", { count })} className={ACTION}>
      <Icon name="like" className="size-4.5" />
      <span aria-hidden="true">{count > 0 ? count : t("like.none")}</span>
    </PageLink>
  );
}

/** The heart: whether one likes it, and how many do. What is pressed shows at once. */
export function LikeButton(props: Props) {
  return useIsGuest() ? <GuestLike item={props.item} /> : <OwnLike {...props} />;
}

function OwnLike({ noun, item, refresh }: Props) {
  const t = useTranslations();
  const { isLiked, count, press, write, tryAgain, dismiss } = useLike(noun, item, refresh);
  return (
    <>
      <button
        type="button"
        data-act="like"
        aria-pressed={isLiked}
        aria-label={t("like.button", { count })}
        onClick={press}
        className={classNames("group/like", ACTION)}
      >
        <Icon name="like" className={classNames(HEART, isLiked && "fill-current")} />
        <span aria-hidden="true">{count > 0 ? count : t("like.none")}</span>
      </button>
      {write && isStuck(write) && (
        <WriteStateLabel write={write} words="like.states" onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
    </>
  );
}
