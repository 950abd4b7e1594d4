/** The sign of the product: layers that stack. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={className}>
      <rect width="32" height="32" rx="7" className="fill-primary" />
      <path d="M16 5.5 27 11.5 16 17.5 5 11.5Z" className="fill-on-primary" />
      <path
        d="m5 16.2 11 6 11-6M5 20.8l11 6 11-6"
        className="fill-none stroke-2 stroke-on-primary opacity-75"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
