import { useId, type ReactNode, type Ref } from "react";
import { Card } from "@/components/Card";

type Props = { title: string; lead: string; heading?: Ref<HTMLHeadingElement>; children: ReactNode };

/** One part of the settings. Its heading takes the focus when what had it is gone. */
export function Part({ title, lead, heading, children }: Props) {
  const id = useId();
  return (
    <Card as="section" aria-labelledby={id} className="flex flex-col gap-5">
      <div>
        <h2 id={id} ref={heading} tabIndex={heading ? -1 : undefined} className="rounded text-xl font-semibold">
          {title}
        </h2>
        <p className="mt-1 text-sm text-soft">{lead}</p>
      </div>
      {children}
    </Card>
  );
}
