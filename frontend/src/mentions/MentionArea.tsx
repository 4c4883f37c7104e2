"use client";

import { useRef, type ComponentProps } from "react";
import { Avatar } from "@/components/Avatar";
import { classNames } from "@/components/class-names";
import { TextArea } from "@/components/form/TextArea";
import { useTranslations } from "next-intl";
import { useMentions } from "./useMentions";

type List = NonNullable<ReturnType<typeof useMentions>["list"]>;

function People({ id, people, active, optionId, onTake }: Omit<List, "take"> & { onTake: (at: number) => void }) {
  const t = useTranslations();
  return (
    <ul
      id={id}
      role="listbox"
      aria-label={t("mention.list")}
      className="absolute top-full left-0 z-30 mt-1 w-72 max-w-full rounded-box border border-line bg-surface p-1.5 shadow-lift"
    >
      {people.map((person, at) => (
        <li
          key={person.id}
          id={optionId(person)}
          role="option"
          aria-selected={at === active}
          onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
          onClick={() => onTake(at)}
          className={classNames(
            "flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-3 text-sm hover:bg-sunken",
            at === active && "bg-sunken",
          )}
        >
          <Avatar person={person} size="small" />
          <span className="min-w-0 truncate">
            <bdi>{person.name}</bdi> <span className="text-soft">@{person.handle}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Several lines of text in which people can be mentioned: who begins to type a handle is offered those that there are. */
export function MentionArea({ onBlur, ...rest }: ComponentProps<typeof TextArea>) {
  const frame = useRef<HTMLDivElement>(null);
  const { field, close, list } = useMentions();
  const take = (at: number) => {
    const area = frame.current?.querySelector("textarea");
    if (area) list?.take(area, list.people[at]);
  };
  return (
    <div ref={frame} className="relative">
      <TextArea
        {...rest}
        {...field}
        onBlur={(event) => {
          close();
          onBlur?.(event);
        }}
      />
      {list && <People {...list} onTake={take} />}
    </div>
  );
}
