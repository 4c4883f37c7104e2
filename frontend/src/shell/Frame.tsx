import type { ReactNode } from "react";

const COLUMNS = "lg:grid lg:grid-cols-[minmax(11rem,14rem)_minmax(32rem,40rem)_minmax(14rem,18.5rem)] lg:gap-x-3";

/** Around the header, the content and what stands beside it: three columns from 1024 px on, 1184 px wide at most. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div data-frame className={`group/frame lg:mx-auto lg:max-w-[76rem] lg:items-start lg:px-4 ${COLUMNS}`}>
      {children}
    </div>
  );
}
