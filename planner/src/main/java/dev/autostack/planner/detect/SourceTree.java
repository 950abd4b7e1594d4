package dev.autostack.planner.detect;

import dev.autostack.planner.files.AppFiles;
import dev.autostack.planner.files.Content;
import dev.autostack.planner.files.Listing;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.files.SkippedFolders;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.JsonText;
import dev.autostack.planner.parse.Malformed;
import dev.autostack.planner.parse.TomlText;
import dev.autostack.planner.parse.XmlText;
import dev.autostack.planner.parse.YamlText;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A project directory inside a repository, with its files parsed at most once. Paths given and
 * returned are relative to the project directory. A file that cannot be parsed reads as nothing and
 * leaves a warning.
 */
public final class SourceTree {
    private static final int MANIFEST_BYTES = 1 << 20;
    private static final int MAX_WARNINGS = 40;

    private final Repository repository;
    private final String base;
    private @Nullable List<String> files;
    private @Nullable Map<String, Integer> languages;

    private SourceTree(Repository repository, String base) {
        this.repository = repository;
        this.base = base;
    }

    /** The project at {@code base} of a repository; "" is the repository itself. */
    public static SourceTree of(AppFiles files, String base) {
        return new SourceTree(new Repository(files), base);
    }

    /** A folder below this one, sharing what was read. */
    public SourceTree child(String directory) {
        return new SourceTree(repository, RelativePath.join(base, directory));
    }

    /** The folder above, or null at the top of the repository. */
    public @Nullable SourceTree parent() {
        return base.isEmpty() ? null : new SourceTree(repository, RelativePath.parent(base));
    }

    /** This folder from the sight of one above it, "" for itself. */
    public String from(SourceTree above) {
        int skipped = above.base.isEmpty() ? 0 : above.base.length() + 1;
        return base.substring(Math.min(base.length(), skipped));
    }

    /** Where the project stands in the repository. */
    public String base() {
        return base;
    }

    public boolean has(String path) {
        return repository.has(RelativePath.join(base, path));
    }

    public boolean hasDirectory(String path) {
        return repository.hasDirectory(RelativePath.join(base, path));
    }

    /** The first of the names that is a file, or null. */
    public @Nullable String firstOf(String... paths) {
        for (String path : paths) {
            if (has(path)) {
                return path;
            }
        }
        return null;
    }

    /** All files of the project, shallow ones first, without dependencies and build results. */
    public List<String> files() {
        List<String> known = files;
        if (known == null) {
            known = repository.below(base);
            files = known;
        }
        return known;
    }

    /** Share of the language among the source files, 0 to 1; HTML and CSS are no competitors. */
    public double share(String language) {
        Map<String, Integer> counts = languages();
        int all = 0;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (!entry.getKey().equals("static") || language.equals("static")) {
                all += entry.getValue();
            }
        }
        return all == 0 ? 0 : counts.getOrDefault(language, 0) / (double) all;
    }

    /** Number of files by language, most first. */
    public Map<String, Integer> languages() {
        Map<String, Integer> known = languages;
        if (known == null) {
            known = Languages.count(files());
            languages = known;
        }
        return known;
    }

    public Listing listing() {
        return repository.files.listing();
    }

    /** Files of one folder ("" is the project directory), names only, not those below it. */
    public List<String> namesIn(String directory) {
        List<String> names = new ArrayList<>();
        String prefix = directory.isEmpty() ? "" : directory + "/";
        for (String file : files()) {
            if (file.startsWith(prefix) && file.indexOf('/', prefix.length()) < 0) {
                names.add(file.substring(prefix.length()));
            }
        }
        return names;
    }

    /** The text of a file up to 1 MB; null when there is none. */
    public @Nullable String text(String path) {
        return repository.text(RelativePath.join(base, path));
    }

    /** True for a text whose lines end as they do on Windows. */
    public boolean endsLinesAsWindows(String path) {
        return repository.endsLinesAsWindows(RelativePath.join(base, path));
    }

    /** The beginning of a file that may be large, such as a lock file. */
    public @Nullable String head(String path, int bytes) {
        return repository.files.read(RelativePath.join(base, path), bytes).textOrNull();
    }

    public Doc json(String path) {
        return repository.doc(RelativePath.join(base, path), JsonText::parse);
    }

    public Doc toml(String path) {
        return repository.doc(RelativePath.join(base, path), TomlText::parse);
    }

    public Doc yaml(String path) {
        return repository.doc(RelativePath.join(base, path), YamlText::parse);
    }

    public XmlText.Element xml(String path) {
        return repository.xml(RelativePath.join(base, path));
    }

    /** Leaves a warning about a file that was looked at and could not be used. */
    public void warn(String path, Warning warning) {
        repository.warn(RelativePath.join(base, path), warning);
    }

    /** Warnings that reading left, in order. */
    public List<Warning> warnings() {
        List<Warning> all = new ArrayList<>(repository.warnings.values());
        all.addAll(TreeWarnings.ofListing(repository.files.listing()));
        return all;
    }

    private interface Format {
        Doc parse(String text) throws Malformed;
    }

    private static final class Repository {
        private final AppFiles files;
        private final Map<String, Content> texts = new HashMap<>();
        private final Map<String, Doc> docs = new HashMap<>();
        private final Map<String, XmlText.Element> elements = new HashMap<>();
        private final Map<String, Warning> warnings = new LinkedHashMap<>();
        private @Nullable Set<String> index;
        private @Nullable Set<String> folders;

        Repository(AppFiles files) {
            this.files = files;
        }

        boolean has(String path) {
            Set<String> known = index;
            if (known == null) {
                known = new HashSet<>(files.listing().files());
                index = known;
            }
            // The index leaves folders out, so a miss in one of them has to be asked for.
            return known.contains(path)
                    || ((files.listing().truncated() || SkippedFolders.covers(path))
                            && files.isFile(path));
        }

        boolean hasDirectory(String path) {
            Set<String> known = folders;
            if (known == null) {
                known = new HashSet<>(files.listing().directories());
                folders = known;
            }
            return path.isEmpty()
                    || known.contains(path)
                    || ((files.listing().truncated() || SkippedFolders.covers(path))
                            && files.isDirectory(path));
        }

        List<String> below(String base) {
            List<String> all = files.listing().files();
            if (base.isEmpty()) {
                return all;
            }
            String prefix = base + "/";
            List<String> below = new ArrayList<>();
            for (String file : all) {
                if (file.startsWith(prefix)) {
                    below.add(file.substring(prefix.length()));
                }
            }
            return below;
        }

        @Nullable String text(String path) {
            Content content =
                    texts.computeIfAbsent(
                            path,
                            wanted ->
                                    has(wanted)
                                            ? files.read(wanted, MANIFEST_BYTES)
                                            : new Content.Missing());
            if (content instanceof Content.Unreadable unreadable) {
                warn(path, "file_unreadable", "The file " + path + " " + unreadable.reason() + ".");
            }
            if (content instanceof Content.Text text) {
                Warning odd = TreeWarnings.ofForm(path, text);
                if (odd != null) {
                    warn(path, odd);
                }
            }
            return content.textOrNull();
        }

        boolean endsLinesAsWindows(String path) {
            return text(path) != null
                    && texts.get(path) instanceof Content.Text text
                    && text.form() == Content.Form.CRLF;
        }

        Doc doc(String path, Format format) {
            Doc known = docs.get(path);
            if (known == null) {
                known = parse(path, format);
                docs.put(path, known);
            }
            return known;
        }

        private Doc parse(String path, Format format) {
            String text = text(path);
            if (text == null || !whole(path)) {
                return Doc.nothing();
            }
            try {
                return format.parse(text);
            } catch (Malformed e) {
                warnMalformed(path, e);
                return Doc.nothing();
            }
        }

        XmlText.Element xml(String path) {
            XmlText.Element known = elements.get(path);
            if (known == null) {
                known = XmlText.Element.none();
                String text = text(path);
                if (text != null && whole(path)) {
                    try {
                        known = XmlText.parse(text);
                    } catch (Malformed e) {
                        warnMalformed(path, e);
                    }
                }
                elements.put(path, known);
            }
            return known;
        }

        private boolean whole(String path) {
            if (texts.get(path) instanceof Content.Text text && !text.complete()) {
                warn(path, "file_too_large", "The file " + path + " is larger than 1 MB.");
                return false;
            }
            return true;
        }

        private void warnMalformed(String path, Malformed problem) {
            warn(
                    path,
                    "file_malformed",
                    "The file " + path + " cannot be parsed: " + problem.sentence() + ".");
        }

        private void warn(String path, String code, String message) {
            warn(
                    path,
                    new Warning(
                            code,
                            message,
                            "It was left out of the detection. Correct it, or set the values"
                                    + " by hand."));
        }

        private void warn(String path, Warning warning) {
            if (warnings.size() < MAX_WARNINGS) {
                warnings.putIfAbsent(path, warning);
            }
        }
    }
}
