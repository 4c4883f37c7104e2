"use client";

import { useState } from "react";
import { classNames } from "./class-names";
import { variants, type VariantsOf } from "./variants";

const HUES = 12;
const look = variants(
  "inline-flex shrink-0 items-center justify-center rounded-full object-cover",
  { size: { small: "size-8 text-xs", normal: "size-10 text-sm", large: "size-20 text-2xl" } },
  { size: "normal" },
);

/** The same number for the same id, everywhere. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 65_521;
  return sum % HUES;
}

/** Up to two letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    ends
      .map((word) => Array.from(word ?? "")[0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}

type Props = {
  person: { id: string; name: string; profile_img: string | null };
  className?: string;
} & VariantsOf<typeof look>;

/** A person's picture, or initials on a ground of their own. Their name stands beside it, so it is not read out. */
export function Avatar({ person, size, className }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  const { profile_img: image } = person;
  const shape = look({ size, className });
  // What the policy of this site would not load is not asked for.
  if (image?.startsWith("https:") && image !== broken) {
    return (
      <img
        src={image}
        alt=""
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
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
      className={classNames(shape, `hue-${hueOf(person.id)}`, "border border-transparent font-semibold text-[#fff]")}
    >
      {initialsOf(person.name)}
    </span>
  );
}
