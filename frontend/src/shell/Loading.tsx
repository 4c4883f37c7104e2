import { PostSkeleton } from "@/components/Skeleton";
import { texts } from "@/texts";

/** While a page is made. A `loading.tsx` beside a page exports it; what is below can then only be seen with JavaScript. */
export function Loading() {
  return (
    <div role="status" aria-label={texts.loading} className="space-y-4">
      <PostSkeleton />
      <PostSkeleton />
      <PostSkeleton />
    </div>
  );
}
