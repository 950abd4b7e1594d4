package dev.autostack.worker;

import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.SourceSpec;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of a source must not be read in a log: its credential, in the shapes that Git gives it. */
final class SourceSecrets {
    /** The part of a URL before the host (RFC 3986, 3.2.1), also where the URL is refused later. */
    private static final Pattern USER_INFO = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://([^/]*)@");

    /** Git hosts take a token in place of the user; names of people and of roles are shorter. */
    private static final int TOKEN_LENGTH = 20;

    /** The user that goes with a token when the project names none. */
    private static final String TOKEN_USER = "x-access-token";

    private SourceSecrets() {}

    static List<String> of(SourceSpec source) {
        List<String> values = new ArrayList<>();
        Matcher url = USER_INFO.matcher(source.url());
        String user = url.find() ? user(url.group(1), values) : null;
        GitCredential credential = source.credential();
        if (credential != null) {
            values.add(credential.value());
            if (credential.kind() == GitCredential.Kind.PASSWORD) {
                String named = credential.username() == null ? user : credential.username();
                values.addAll(basicAuth(named == null ? TOKEN_USER : named, credential.value()));
            }
        }
        return values;
    }

    /** Adds what is secret in it and returns the user. */
    private static String user(String info, List<String> values) {
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        if (colon >= 0) {
            String password = info.substring(colon + 1);
            values.add(password);
            values.add(decoded(password));
            values.addAll(basicAuth(decoded(user), decoded(password)));
        }
        if (user.length() >= TOKEN_LENGTH) {
            values.add(user);
            values.add(decoded(user));
            values.addAll(basicAuth(decoded(user), ""));
        }
        return decoded(user);
    }

    /** The credentials of an Authorization header, plain and encoded (RFC 7617, 2). */
    static List<String> basicAuth(@Nullable String user, String password) {
        String pair = (user == null ? "" : user) + ":" + password;
        return List.of(
                pair, Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
