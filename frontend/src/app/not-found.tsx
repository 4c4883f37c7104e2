import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { paths } from "@/routes/paths";
import { MessagePage } from "@/shell/MessagePage";
import { texts } from "@/texts";

/** For an address without a page, and for what has been deleted. */
export default function NotFound() {
  const { title, hint, home } = texts.notFound;
  return (
    <MessagePage
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
