package dev.autostack.controlplane.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people may call themselves and which passwords they may choose: length instead of kinds of
 * characters (NIST SP 800-63B). Each method puts its reason under the field's name.
 */
final class CredentialRules {
    private static final int PASSWORD_MIN = 12;
    private static final int PASSWORD_MAX = 200;
    private static final int DIFFERENT_CHARACTERS = 5;
    private static final int EMAIL_MAX = 254;
    private static final int NAME_MAX = 100;
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cc}]+@[^\\s@\\p{Cc}]+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cs}]");
    // The head of the public lists of stolen passwords, as far as it is long enough to pass.
    private static final Set<String> COMMON =
            Set.of(
                    "123456789012",
                    "1234567890123",
                    "0123456789ab",
                    "1q2w3e4r5t6y",
                    "1qaz2wsx3edc",
                    "1qaz2wsx3edc4rfv",
                    "password1234",
                    "password12345",
                    "password123456",
                    "passwordpassword",
                    "passw0rd1234",
                    "p@ssw0rd1234",
                    "qwerty123456",
                    "qwertyuiop12",
                    "qwertyuiop123",
                    "qwertyuiop1234",
                    "qwertyuiop[]",
                    "administrator",
                    "administrator1",
                    "iloveyou1234",
                    "letmein12345",
                    "welcome12345",
                    "welcome123456",
                    "changeme1234",
                    "sunshine1234",
                    "princess1234",
                    "football1234",
                    "abcdefghijkl",
                    "abcd12345678",
                    "abc123456789");

    private CredentialRules() {}

    /** As accounts are found by it: without spaces around it, in small letters. */
    static String normalEmail(@Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    static void checkEmail(String normal, Map<String, String> reasons) {
        if (normal.length() > EMAIL_MAX || !EMAIL.matcher(normal).matches()) {
            reasons.put("email", "Enter an e-mail address such as ada@example.com.");
        } else if (normal.endsWith(".invalid")) {
            reasons.put("email", "An address that ends in .invalid reaches nobody.");
        }
    }

    static void checkName(String field, @Nullable String name, Map<String, String> reasons) {
        String text = name == null ? "" : name.strip();
        if (text.isEmpty() || text.length() > NAME_MAX || CONTROL.matcher(text).find()) {
            reasons.put(field, "Enter a name of 1 to " + NAME_MAX + " characters on one line.");
        }
    }

    static void checkPassword(
            @Nullable String password, String email, Map<String, String> reasons) {
        String reason = passwordReason(password == null ? "" : password, email);
        if (reason != null) {
            reasons.put("password", reason);
        }
    }

    private static @Nullable String passwordReason(String password, String email) {
        int length = password.codePointCount(0, password.length());
        if (length < PASSWORD_MIN) {
            return "The password needs at least " + PASSWORD_MIN + " characters.";
        }
        if (length > PASSWORD_MAX) {
            return "The password may have at most " + PASSWORD_MAX + " characters.";
        }
        String plain = password.strip().toLowerCase(Locale.ROOT);
        if (plain.equals(email)) {
            return "The password must not be the e-mail address.";
        }
        if (plain.chars().distinct().count() < DIFFERENT_CHARACTERS) {
            return "The password repeats too few different characters.";
        }
        if (COMMON.contains(plain)) {
            return "The password stands on the lists that attackers try first.";
        }
        return null;
    }

    /** One form for what keyboards write in several (NIST SP 800-63B, 3.1.1.2). */
    static String normalPassword(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }
}
