import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { BookOpen, CircleUser, Keyboard, LogOut } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api, unwrap } from "../api/client";
import { asApiError } from "../api/errors";
import { userQuery } from "../api/queries";
import { changePreferences } from "../lib/preferences";
import { paths } from "../paths";
import { Mark } from "../ui/Mark";
import { Menu, MenuAction, MenuChoice, MenuSeparator, MenuText } from "../ui/Menu";
import { useShortcut } from "../ui/shortcuts";
import { toastProblem } from "../ui/Toast";
import { usePreferences } from "../ui/usePreferences";

const ShortcutSheet = lazy(async () => ({ default: (await import("./ShortcutSheet")).ShortcutSheet }));

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** The frame of everything behind the sign-in. */
export function AppLayout() {
  const navigate = useNavigate();
  useShortcut("g p", "Go to the projects", () => void navigate(paths.projects()));
  useShortcut("g m", "Go to the machines", () => void navigate(paths.machines()));
  useShortcut("g n", "New project", () => void navigate(paths.newProject()));
  return (
    <div className="flex min-h-screen flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-primary focus:px-3 focus:py-2 focus:text-on-primary"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 border-line border-b bg-surface">
        <div className="mx-auto flex h-13 max-w-[80rem] items-center gap-1 px-4 sm:gap-2 sm:px-6">
          <Link
            {...paths.projects()}
            aria-label="AutoStack, projects"
            className="mr-2 flex items-center gap-2 rounded font-semibold tracking-[-0.01em] sm:mr-4"
          >
            <Mark className="size-6" />
            <span className="max-sm:hidden">AutoStack</span>
          </Link>
          <nav aria-label="Main" className="flex items-center gap-1">
            <MainLink {...paths.projects()} also="/deployments">
              Projects
            </MainLink>
            <MainLink {...paths.machines()}>Machines</MainLink>
          </nav>
          <div className="ml-auto">
            <PersonMenu />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <Outlet />
      </main>
    </div>
  );
}

/** `also`: addresses that belong to this section but stand elsewhere. */
function MainLink({
  to,
  also,
  children,
}: {
  to: "/projects" | "/machines";
  also?: string;
  children: string;
}) {
  const path = useLocation({ select: (at) => at.pathname });
  const active = path.startsWith(to) || (also !== undefined && path.startsWith(also));
  return (
    <Link
      to={to}
      className={clsx(
        "rounded-md px-2.5 py-1.5 text-[0.8125rem]",
        active ? "bg-hover font-medium text-ink" : "text-muted hover:bg-hover hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}

function PersonMenu() {
  const { data: user } = useSuspenseQuery(userQuery);
  const { theme } = usePreferences();
  const [sheet, setSheet] = useState(false);
  const queryClient = useQueryClient();
  useShortcut("?", "Show the keyboard shortcuts", () => setSheet(true));

  const signOut = async () => {
    try {
      await unwrap(api.POST("/api/auth/logout"));
    } catch (thrown) {
      toastProblem("You are still signed in", asApiError(thrown));
      return;
    }
    // A new document: nothing of this person stays in memory.
    queryClient.clear();
    location.assign("/sign-in");
  };

  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`${user.name}, account and appearance`}
            className="inline-flex h-8 items-center gap-2 rounded-md px-2 text-[0.8125rem] text-muted hover:bg-hover hover:text-ink"
          >
            <CircleUser aria-hidden className="size-4.5" />
            <span className="max-w-40 truncate max-sm:hidden">{user.name}</span>
          </button>
        }
      >
        <MenuText>
          <span className="block truncate font-medium">{user.name}</span>
          <span className="block truncate text-muted text-xs">{user.email}</span>
          <span className="block truncate text-muted text-xs">
            {user.team.role.charAt(0) + user.team.role.slice(1).toLowerCase()} of {user.team.name}
          </span>
        </MenuText>
        <MenuSeparator />
        <MenuChoice
          label="Appearance"
          value={theme}
          options={THEMES}
          onChange={(next) => changePreferences({ theme: next })}
        />
        <MenuSeparator />
        <MenuAction icon={<Keyboard aria-hidden />} onSelect={() => setSheet(true)}>
          Keyboard shortcuts
        </MenuAction>
        <MenuAction
          icon={<BookOpen aria-hidden />}
          onSelect={() => window.open("/docs", "_blank", "noopener")}
        >
          API reference
        </MenuAction>
        <MenuSeparator />
        <MenuAction icon={<LogOut aria-hidden />} onSelect={signOut}>
          Sign out
        </MenuAction>
      </Menu>
      {sheet && (
        <Suspense>
          <ShortcutSheet onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </>
  );
}
