import { useId, type ReactNode } from "react";

/** One kind of component under its title. A picture of it is held against the one that was accepted under this name (journeys/gallery.mjs). */
export function Specimens({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section data-specimens={name} aria-labelledby={id} className="border-t border-line pt-6">
      <h2 id={id} className="mb-4 text-xl font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** Some of them side by side, as many as fit. */
export function Row({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>;
}

/** Some of them below each other. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className="space-y-4">{children}</div>;
}

/** A component with what it shows written above it. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <p className="mb-2 text-sm text-soft">{label}</p>
      {children}
    </div>
  );
}
