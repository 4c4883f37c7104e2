"use client";

import { lazy, memo, Suspense } from "react";
import { Skeleton } from "@/components/Skeleton";
import type { ComposerProps } from "./CommentComposer";

const CommentComposer = lazy(() => import("./CommentComposer").then((loaded) => ({ default: loaded.CommentComposer })));

/**
 * Where a comment or an answer is written. Its scripts come after those that a thread is read with, and take over what was typed by
 * then. With the same properties it is not rendered anew: before they are here, it would be empty.
 */
export const LateComposer = memo(function LateComposer(props: ComposerProps) {
  return (
    <Suspense fallback={<Skeleton className="h-11" />}>
      <CommentComposer {...props} />
    </Suspense>
  );
});
