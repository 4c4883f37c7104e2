import { Bold, Code, Italic, Link, List, TextQuote, type IconNode } from "lucide";
import { Drawing } from "@/components/Drawing";
import type { Mark } from "./format";

const DRAWINGS: Record<Mark, IconNode> = {
  bold: Bold,
  italic: Italic,
  quote: TextQuote,
  code: Code,
  list: List,
  link: Link,
};

/** The drawing on a button of the toolbar, which is loaded with it. */
export const MarkIcon = ({ mark }: { mark: Mark }) => <Drawing drawing={DRAWINGS[mark]} className="size-4.5" />;
