package dev.autostack.planner.parse;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML 1.2 without constructing anything: unknown tags (CloudFormation's {@code !Ref}) are kept as
 * their plain value, {@code <<} merges as compose files expect, aliases are counted.
 */
public final class YamlText {
    private static final int MAX_VALUES = 200_000;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setLabel("document")
                    .setCodePointLimit(3_000_000)
                    .setMaxAliasesForCollections(100)
                    .setAllowDuplicateKeys(true)
                    .setAllowRecursiveKeys(false)
                    .build();

    private YamlText() {}

    /** A document with the place of each key of its top level. */
    public record Located(Doc doc, Map<String, String> places) {
        public Located {
            places = Map.copyOf(places);
        }

        /** "line 3, column 1" of a pointer such as {@code /port}. */
        public String place(String pointer) {
            return places.getOrDefault(pointer, "line 1, column 1");
        }
    }

    /** The first document of the text. */
    public static Doc parse(String text) throws Malformed {
        return parseLocated(text).doc();
    }

    /** The first document, with places for messages. */
    public static Located parseLocated(String text) throws Malformed {
        guardNesting(text);
        try {
            Iterable<Node> documents = new Compose(SETTINGS).composeAllFromString(text);
            for (Node document : documents) {
                return new Located(Doc.of(new Reader().value(document, 0)), places(document));
            }
            return new Located(Doc.nothing(), Map.of());
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            throw new Malformed(
                    e.getProblem() == null ? "not valid YAML" : e.getProblem(),
                    mark.map(m -> m.getLine() + 1).orElse(0),
                    mark.map(m -> m.getColumn() + 1).orElse(0));
        } catch (RuntimeException | StackOverflowError e) {
            throw new Malformed("not valid YAML", 0, 0);
        }
    }

    private static Map<String, String> places(Node document) {
        Map<String, String> places = new LinkedHashMap<>();
        if (document instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    key.getStartMark()
                            .ifPresent(mark ->
                                    places.put(
                                            "/" + key.getValue(),
                                            "line "
                                                    + (mark.getLine() + 1)
                                                    + ", column "
                                                    + (mark.getColumn() + 1)));
                }
            }
        }
        return places;
    }

    /** The parser descends by recursion; flow brackets and indentation bound how deep. */
    private static void guardNesting(String text) throws Malformed {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == '{') {
                depth++;
            } else if ((c == ']' || c == '}') && depth > 0) {
                depth--;
            } else if (c == '\n') {
                depth = Math.min(depth, 500);
            }
            if (depth > 1_000) {
                throw new Malformed("nested too deeply", 0, 0);
            }
        }
    }

    private static final class Reader {
        private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();
        private int values;

        @Nullable Object value(Node node, int depth) throws Malformed {
            if (++values > MAX_VALUES) {
                throw new Malformed("too many values after aliases are expanded", 0, 0);
            }
            if (depth > 100) {
                throw new Malformed("nested too deeply", 0, 0);
            }
            if (open.put(node, Boolean.TRUE) != null) {
                throw new Malformed("an alias contains itself", 0, 0);
            }
            try {
                return switch (node) {
                    case ScalarNode scalar -> scalar(scalar);
                    case SequenceNode sequence -> {
                        List<Object> list = new ArrayList<>();
                        for (Node element : sequence.getValue()) {
                            Object inner = value(element, depth + 1);
                            if (inner != null) {
                                list.add(inner);
                            }
                        }
                        yield list;
                    }
                    case MappingNode mapping -> mapping(mapping, depth);
                    default -> null;
                };
            } finally {
                open.remove(node);
            }
        }

        private Map<String, Object> mapping(MappingNode mapping, int depth) throws Malformed {
            Map<String, Object> own = new LinkedHashMap<>();
            Map<String, Object> merged = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    continue;
                }
                Object inner = value(tuple.getValueNode(), depth + 1);
                if (key.getValue().equals("<<")) {
                    merge(merged, inner);
                } else {
                    // A key without a value is kept: `volumes: {data: }` names a volume.
                    own.put(key.getValue(), inner == null ? "" : inner);
                }
            }
            merged.putAll(own);
            return merged;
        }

        private static void merge(Map<String, Object> into, @Nullable Object source) {
            if (source instanceof Map<?, ?> map) {
                map.forEach((key, entry) -> into.putIfAbsent(String.valueOf(key), entry));
            } else if (source instanceof List<?> list) {
                list.forEach(entry -> merge(into, entry));
            }
        }

        private static @Nullable Object scalar(ScalarNode node) {
            String text = node.getValue();
            Tag tag = node.getTag();
            if (tag.equals(Tag.NULL)) {
                return null;
            }
            if (tag.equals(Tag.BOOL)) {
                return text.equalsIgnoreCase("true");
            }
            if (tag.equals(Tag.INT) && text.matches("-?[0-9]{1,18}")) {
                return Long.valueOf(text);
            }
            return text;
        }
    }
}
