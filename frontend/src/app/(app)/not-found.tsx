import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { paths } from "@/routes/paths";
import { Message } from "@/shell/MessagePage";
import { texts } from "@/texts";

/** For what has been deleted, and for what one may not see. */
export default function NotFound() {
  const { title, hint, home } = texts.notFound;
  return (
    <Message
      title={title}
      hint={hint}
      action={
        <PageLink href={paths.feed} className={buttonClass({ kind: "primary" })}>
          {home}
        </PageLink>
      }
    />
  );
}
