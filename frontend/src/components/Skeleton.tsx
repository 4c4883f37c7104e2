import { Card } from "./Card";
import { classNames } from "./class-names";

/** A grey bar where text will be. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={classNames("block animate-pulse rounded bg-sunken", className)} />;
}

/** Where a post will be. */
export function PostSkeleton() {
  return (
    <Card className="space-y-4">
      <div className="flex items-center gap-3">
        <Skeleton className="size-10 rounded-full" />
        <div className="space-y-2">
          <Skeleton className="h-3.5 w-32" />
          <Skeleton className="h-3 w-20" />
        </div>
      </div>
      <Skeleton className="h-5 w-2/3" />
      <div className="space-y-2.5">
        <Skeleton className="h-3.5" />
        <Skeleton className="h-3.5 w-11/12" />
        <Skeleton className="h-3.5 w-3/5" />
      </div>
    </Card>
  );
}
