package dev.autostack.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** A secret that stands nowhere else, and the places where it turns up. */
record Canary(String value) {
    /** A loop device's file, whose content is looked at where it is mounted. */
    private static final long A_DISK = 1L << 30;

    private static final int PIECE = 1 << 20;

    static Canary fresh() {
        return new Canary("canary" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** Whether the text has it, as it is or in base64. */
    boolean isIn(String text) {
        return forms().stream().anyMatch(text::contains);
    }

    /** Whether the bytes to come have it; reads them all. */
    boolean isIn(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        String before = "";
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            String text = before + new String(piece, 0, read, StandardCharsets.ISO_8859_1);
            if (isIn(text)) {
                return true;
            }
            before = text.substring(Math.max(0, text.length() - 200));
        }
        return false;
    }

    /** The files below a folder that have it. */
    List<Path> filesIn(Path folder) throws IOException {
        List<Path> files;
        try (var tree = Files.walk(folder)) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        List<Path> found = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                if (Files.size(file) < A_DISK && isIn(in)) {
                    found.add(file);
                }
            } catch (NoSuchFileException e) {
                // It was of a moment.
            }
        }
        return found;
    }

    /**
     * Base64 looks different at each of three offsets; its middle does not depend on neighbours.
     */
    private List<String> forms() {
        List<String> forms = new ArrayList<>(List.of(value));
        for (String before : List.of("", "x", "xx")) {
            String encoded =
                    Base64.getEncoder()
                            .encodeToString((before + value).getBytes(StandardCharsets.UTF_8));
            forms.add(encoded.substring(4, encoded.length() - 4));
        }
        return forms;
    }

    @Override
    public String toString() {
        return "Canary[]";
    }
}
