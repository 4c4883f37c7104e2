"use client";

import { lazy, memo, Suspense } from "react";
import { Skeleton } from "@/components/Skeleton";

const PostComposer = lazy(() => import("./PostComposer").then((loaded) => ({ default: loaded.PostComposer })));

/**
 * Where a post is written. The server sends it with the page, its scripts come after those that a feed is read with, and take over what
 * was typed by then. It has no properties: rendered anew before they are here, it would be empty.
 */
export const LateComposer = memo(function LateComposer() {
  return (
    <Suspense fallback={<Skeleton className="mb-3 h-17" />}>
      <PostComposer />
    </Suspense>
  );
});
