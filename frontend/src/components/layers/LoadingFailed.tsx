import { texts } from "@/texts";

/** Says that what was to open could not be fetched. */
export function LoadingFailed() {
  return (
    <p role="alert" className="text-sm text-alarm">
      {texts.loadingFailed}
    </p>
  );
}
