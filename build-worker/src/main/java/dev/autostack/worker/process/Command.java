package dev.autostack.worker.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program and its arguments, never a shell line. {@code arguments} begins with the absolute path
 * of the program. {@code environment} is the whole environment: nothing is inherited.
 */
public record Command(List<String> arguments, Path directory, Map<String, String> environment) {
    /** Linux: MAX_ARG_STRLEN, 32 pages, with the closing NUL. */
    private static final int MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("A command needs a program.");
        }
        if (!Path.of(arguments.getFirst()).isAbsolute()) {
            throw new IllegalArgumentException("The program of a command is an absolute path.");
        }
        arguments.forEach(argument -> passable(argument, "an argument"));
        environment.forEach((name, value) -> passable(value, "the environment variable " + name));
    }

    /** The same command with words in front: {@code prefix} becomes the program. */
    Command behind(List<String> prefix) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(arguments);
        return new Command(all, directory, environment);
    }

    /**
     * @throws UnpassableValue when the value would not reach the program byte for byte
     */
    private static void passable(String value, String what) {
        if (value.indexOf('\0') >= 0) {
            throw new UnpassableValue(what, "it contains a NUL character");
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_ARGUMENT_BYTES) {
            throw new UnpassableValue(what, "it is longer than 128 KiB");
        }
        if (bytes.length != value.length()
                && !new String(bytes, StandardCharsets.UTF_8).equals(value)) {
            throw new UnpassableValue(what, "it is not valid Unicode");
        }
        if (bytes.length != value.length()
                && !new String(value.getBytes(NATIVE), NATIVE).equals(value)) {
            throw new UnpassableValue(
                    what, "the worker runs without a UTF-8 locale (start it with LC_ALL=C.UTF-8)");
        }
    }

    /** What the JDK encodes arguments with; ASCII under the POSIX locale. */
    private static final Charset NATIVE = nativeCharset();

    private static Charset nativeCharset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    /** Without arguments: they may hold a user's values. */
    @Override
    public String toString() {
        return arguments.getFirst() + " (" + (arguments.size() - 1) + " arguments)";
    }
}
