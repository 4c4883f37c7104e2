const PATHS = {
  feed: "M4 6h16M4 12h16M4 18h10",
  chat: "M20 12a7.5 7.5 0 0 1-7.5 7.5c-1.3 0-2.5-.3-3.6-.9L4.5 20l1.3-4A7.5 7.5 0 1 1 20 12Z",
  inbox: "M12 4a6 6 0 0 0-6 6c0 5-2 6.500-2 6.500h16s-2-1.500-2-6.500a6 6 0 0 0-6-6ZM10 20h4",
  own: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c1-3.3 4-5 7.5-5s6.500 1.700 7.500 5",
  settings:
    "M4 7h9m5 0h2M4 17h2m5 0h9M15.500 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM8.500 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  back: "M15 5l-7 7 7 7",
  add: "M12 5v14M5 12h14",
  send: "M4.500 12 19.500 4.500 15 19.500l-3-6.500z",
  signOut: "M14 4H6v16h8M10 12h10m-3.500-3.500L20 12l-3.500 3.500",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.500v2m0 15v2m9.500-9.500h-2m-15 0h-2m16.200-6.700-1.400 1.400M6.700 17.300l-1.400 1.400m13.400 0-1.400-1.400M6.700 6.700 5.300 5.300",
  dark: "M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500Z",
  more: "M5.400 12a.6.6 0 1 0 1.200 0 .6.6 0 1 0-1.200 0M11.400 12a.6.6 0 1 0 1.200 0 .6.6 0 1 0-1.200 0M17.400 12a.6.6 0 1 0 1.200 0 .6.6 0 1 0-1.200 0",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.500 15.500 20 20",
  comment: "M5 5h14v10h-7l-4 4v-4H5z",
  share: "M12 15V4m-4 3.500L12 4l4 3.500M6 11v9h12v-9",
  clock: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 7v5.500l3.500 2",
  check: "M5 12.500l4.500 4.500L19 7.500",
  like: "M12 19.500S4.500 15 4.500 9.700A3.900 3.900 0 0 1 12 8a3.900 3.900 0 0 1 7.500 1.700C19.500 15 12 19.500 12 19.500Z",
};

export type IconName = keyof typeof PATHS;

/** All that there are. */
export const ICONS = Object.keys(PATHS) as IconName[];

/** A small drawing beside a text, which says the same; it is not read out. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
