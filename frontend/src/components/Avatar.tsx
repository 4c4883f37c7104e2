"use client";

import { useState } from "react";
import { classNames } from "./class-names";
import { hueOf, patternOf } from "./pattern";
import { variants, type VariantsOf } from "./variants";

const look = variants(
  "inline-flex shrink-0 items-center justify-center rounded-full object-cover",
  { size: { small: "size-8", normal: "size-10", large: "size-20" } },
  { size: "normal" },
);

/** On this site, or chosen and not sent yet: the policy of the pages loads no other, so no other is asked for. */
const isShown = (image: string | null): image is string => /^(\/api\/|blob:)/.test(image ?? "");

type Props = {
  person: { id: string; profile_img: string | null };
  className?: string;
} & VariantsOf<typeof look>;

/** A person's picture, or a pattern that is theirs alone. Their name stands beside it, so it is not read out. */
export function Avatar({ person, size, className }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  const { profile_img: image } = person;
  const shape = look({ size, className });
  if (isShown(image) && image !== broken) {
    return (
      <img
        src={image}
        alt=""
        loading="lazy"
        decoding="async"
        className={shape}
        // It may have failed before this page could hear of it.
        ref={(element) => {
          if (element?.complete && !element.naturalWidth) setBroken(image);
        }}
        onError={() => setBroken(image)}
      />
    );
  }
  return (
    <span
      aria-hidden="true"
      className={classNames(shape, `hue-${hueOf(person.id)}`, "border border-transparent text-[#fff]")}
    >
      <svg viewBox="0 0 5 5" className="size-3/5" fill="currentColor" shapeRendering="crispEdges">
        <path d={patternOf(person.id)} />
      </svg>
    </span>
  );
}
