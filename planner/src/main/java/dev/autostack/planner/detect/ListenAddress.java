package dev.autostack.planner.detect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address that a server is told to listen at. On the loopback address nobody outside of its
 * container reaches it.
 */
public final class ListenAddress {
    private static final int LONGEST = 2_000;

    /** A server's option for its address, in one command of a script. */
    private static final Pattern ON_LOOPBACK =
            Pattern.compile(
                    "(\\b(?:http-server|serve|vite|next|nuxt|astro|uvicorn|gunicorn|hypercorn|daphne|waitress-serve|flask"
                            + "|streamlit|rails|puma|thin|rackup|artisan)\\b[^&|;]{0,200}?\\s"
                            + "(?:--host|--hostname|--address|--server\\.address|--bind|--listen|--binding|-b|-H|-h|-a|-o)[= ]\\s{0,5})"
                            + "(?:localhost|127\\.0\\.0\\.1)(?=[:\\s]|$)");

    private ListenAddress() {}

    /** The command with every address in place of the loopback address. */
    public static String everywhere(String command) {
        return command.length() > LONGEST
                ? command
                : ON_LOOPBACK
                        .matcher(command)
                        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "0.0.0.0"));
    }
}
