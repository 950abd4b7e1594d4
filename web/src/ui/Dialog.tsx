import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import clsx from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";

const backdropClass =
  "fixed inset-0 z-40 bg-black/40 transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";
const popupClass = clsx(
  "fixed top-[12vh] left-1/2 z-40 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-xl border border-line bg-surface shadow-floating",
  "transition-[opacity,scale] duration-150 data-[ending-style]:scale-98 data-[starting-style]:scale-98 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0",
);

type DialogProps = {
  open: boolean;
  onClose(): void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** Neither a click beside it nor Escape closes it by accident. */
  insist?: boolean;
};

/** A modal window. Focus goes in, stays in, and returns to where it was. */
export function Dialog({ open, onClose, title, description, children, footer, wide, insist }: DialogProps) {
  const Root = insist ? AlertDialog : BaseDialog;
  return (
    <Root.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Root.Portal>
        <Root.Backdrop className={backdropClass} />
        <Root.Popup data-modal className={clsx(popupClass, wide ? "max-w-2xl" : "max-w-md")}>
          <div className="flex items-start gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Root.Title className="font-semibold text-base">{title}</Root.Title>
              {description && (
                <Root.Description className="mt-1 text-muted" render={<div />}>
                  {description}
                </Root.Description>
              )}
            </div>
            <Root.Close
              aria-label="Close"
              className="-mr-1 inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </Root.Close>
          </div>
          {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-0.5 pb-4">{children}</div>}
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 rounded-b-xl border-line border-t bg-sunken px-5 py-3">
              {footer}
            </div>
          )}
        </Root.Popup>
      </Root.Portal>
    </Root.Root>
  );
}
