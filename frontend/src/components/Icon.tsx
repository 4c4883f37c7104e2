import {
  ArrowLeft,
  Bell,
  Check,
  Clock,
  Ellipsis,
  Heart,
  LogOut,
  MessageCircle,
  MessageSquare,
  Monitor,
  Moon,
  Plus,
  Search,
  SendHorizontal,
  Share,
  SlidersHorizontal,
  Sun,
  TextAlignStart,
  UserRound,
  ShieldCheck,
  type IconNode,
} from "lucide";
import { classNames } from "./class-names";
import { Drawing } from "./Drawing";

/** The drawings that are in use; a name says what it stands for, not what it shows. */
const DRAWINGS = {
  feed: TextAlignStart,
  chat: MessageCircle,
  inbox: Bell,
  own: UserRound,
  settings: SlidersHorizontal,
  moderation: ShieldCheck,
  back: ArrowLeft,
  add: Plus,
  send: SendHorizontal,
  signOut: LogOut,
  system: Monitor,
  light: Sun,
  dark: Moon,
  more: Ellipsis,
  search: Search,
  comment: MessageSquare,
  share: Share,
  clock: Clock,
  check: Check,
  like: Heart,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof DRAWINGS;

/** All that there are. */
export const ICONS = Object.keys(DRAWINGS) as IconName[];

/** Those that point to where a line begins or ends, which is the other way from right to left. */
const POINTING: readonly IconName[] = ["feed", "back", "send", "signOut"];

/** A small drawing beside a text, which says the same; it is not read out. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <Drawing
      drawing={DRAWINGS[name]}
      className={classNames(className, POINTING.includes(name) && "rtl:-scale-x-100")}
    />
  );
}
