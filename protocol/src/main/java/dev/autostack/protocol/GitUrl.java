package dev.autostack.protocol;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a Git repository: {@code https://}, {@code ssh://}, scp-like {@code user@host:path} or
 * {@code git://}. Never a file path, never {@code ext::} or another transport helper, never with a
 * password inside. Whether the host may be reached at all (loopback, private networks) is decided
 * where the request is made.
 */
public record GitUrl(
        Transport transport, @Nullable String user, String host, int port, String path) {
    private static final Pattern SCP =
            Pattern.compile(
                    "(?:([A-Za-z0-9_][A-Za-z0-9._-]*)@)([A-Za-z0-9][A-Za-z0-9.-]*):(?!/)([^:]+)");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9a-fA-F:.]+\\]");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Pattern PATH = Pattern.compile("[\\p{L}\\p{N}_.~%+@=,!()/-]+");

    /** How the repository is reached. */
    public enum Transport {
        HTTPS,
        HTTP,
        SSH,
        GIT
    }

    public GitUrl {
        if (user != null && !USER.matcher(user).matches()) {
            throw new InvalidValue("The user in the Git URL has a character that is not allowed.");
        }
        if (!HOST.matcher(host).matches() || host.length() > 253) {
            throw new InvalidValue("The Git URL has no valid host name.");
        }
        if (port < -1 || port == 0 || port > 65535) {
            throw new InvalidValue("The port in the Git URL is out of range.");
        }
        String clean = path.startsWith("/") ? path.substring(1) : path;
        if (clean.isEmpty()
                || clean.startsWith("-")
                || path.length() > 1024
                || !PATH.matcher(path).matches()) {
            throw new InvalidValue(
                    "The Git URL needs a repository path without spaces, control characters or a leading hyphen.");
        }
        for (String part : clean.split("/", -1)) {
            if (part.equals("..") || part.equals(".")) {
                throw new InvalidValue("The path in the Git URL may not contain '.' or '..'.");
            }
        }
    }

    /**
     * @throws InvalidValue with the reason, never with the text itself (it may hold a password)
     */
    public static GitUrl parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > 2048) {
            throw new InvalidValue("The Git URL is longer than 2048 characters.");
        }
        Matcher scp = SCP.matcher(trimmed);
        if (!trimmed.contains("://") && scp.matches()) {
            return new GitUrl(Transport.SSH, scp.group(1), scp.group(2), -1, scp.group(3));
        }
        int colon = trimmed.indexOf("://");
        if (colon < 0) {
            throw new InvalidValue(
                    "Give a Git URL that begins with https://, ssh:// or git@host:. Local paths are not read.");
        }
        Transport transport = transport(trimmed.substring(0, colon));
        String rest = trimmed.substring(colon + 3);
        int slash = rest.indexOf('/');
        if (slash <= 0) {
            throw new InvalidValue("The Git URL has no repository path.");
        }
        String authority = rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? null : authority.substring(0, at);
        if (user != null && user.contains(":")) {
            throw new InvalidValue(
                    "Do not put a password into the Git URL: save it as the project's Git credential.");
        }
        String hostPort = authority.substring(at + 1);
        int portAt = hostPort.endsWith("]") ? -1 : hostPort.lastIndexOf(':');
        String host = portAt < 0 ? hostPort : hostPort.substring(0, portAt);
        int port = portAt < 0 ? -1 : port(hostPort.substring(portAt + 1));
        return new GitUrl(transport, user, host, port, rest.substring(slash));
    }

    private static Transport transport(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https" -> Transport.HTTPS;
            case "http" -> Transport.HTTP;
            case "ssh" -> Transport.SSH;
            case "git" -> Transport.GIT;
            default ->
                    throw new InvalidValue(
                            "Only https, ssh and git URLs can be deployed, not this scheme.");
        };
    }

    private static int port(String digits) {
        if (!digits.matches("[0-9]{1,5}")) {
            throw new InvalidValue("The port in the Git URL is not a number.");
        }
        return Integer.parseInt(digits);
    }

    /** The one spelling used for git's argument, the database and comparisons. */
    @Override
    public String toString() {
        String at = user == null ? "" : user + "@";
        String colonPort = port < 0 ? "" : ":" + port;
        if (transport == Transport.SSH && !path.startsWith("/")) {
            return at + host + ":" + path;
        }
        return transport.name().toLowerCase(Locale.ROOT) + "://" + at + host + colonPort + path;
    }
}
