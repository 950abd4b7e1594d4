import { useQueryClient } from "@tanstack/react-query";
import { userQuery } from "../../api/queries";
import { sessionAbandoned, sessionRestored } from "../../api/session";
import { Dialog } from "../../ui/Dialog";
import { SignInForm } from "./SignInForm";

/** Over the page when the sign-in has ended: what was typed stays, what was sent goes out again afterwards. */
export function SessionDialog() {
  const user = useQueryClient().getQueryData(userQuery.queryKey);
  return (
    <Dialog
      insist
      open
      onClose={() => {
        sessionAbandoned();
        location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
      }}
      title="Sign in again"
      description="Your sign-in has ended. Nothing on this page is lost: it goes on where it stopped."
    >
      <SignInForm {...(user ? { email: user.email } : {})} onSignedIn={sessionRestored} />
    </Dialog>
  );
}
