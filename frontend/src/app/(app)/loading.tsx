import { PostSkeleton } from "@/components/Skeleton";
import { texts } from "@/texts";

/** While a page is made. */
export default function Loading() {
  return (
    <div role="status" aria-label={texts.loading} className="space-y-4">
      <PostSkeleton />
      <PostSkeleton />
      <PostSkeleton />
    </div>
  );
}
