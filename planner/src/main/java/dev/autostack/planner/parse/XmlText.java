package dev.autostack.planner.parse;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** XML without DTDs, entities or anything else that reaches out of the document. */
public final class XmlText {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_ELEMENTS = 100_000;

    private XmlText() {}

    /** An element: local name, attributes by local name, own text (trimmed), children. */
    public record Element(
            String name, Map<String, String> attributes, String text, List<Element> children) {
        private static final Element NONE = new Element("", Map.of(), "", List.of());

        public static Element none() {
            return NONE;
        }

        public boolean present() {
            return !name.isEmpty();
        }

        /** The first element below a chain of names, or {@link #none()}. */
        public Element at(String... names) {
            Element here = this;
            for (String next : names) {
                Element found = NONE;
                for (Element child : here.children) {
                    if (child.name.equals(next)) {
                        found = child;
                        break;
                    }
                }
                here = found;
            }
            return here;
        }

        public List<Element> all(String childName) {
            return children.stream().filter(child -> child.name.equals(childName)).toList();
        }

        /** The text below a chain of names, null when absent or empty. */
        public @Nullable String textAt(String... names) {
            String found = at(names).text();
            return found.isEmpty() ? null : found;
        }

        /** An attribute whatever its case: MSBuild accepts both. */
        public @Nullable String attribute(String attributeName) {
            String exact = attributes.get(attributeName);
            if (exact != null) {
                return exact;
            }
            for (Map.Entry<String, String> entry : attributes.entrySet()) {
                if (entry.getKey().equalsIgnoreCase(attributeName)) {
                    return entry.getValue();
                }
            }
            return null;
        }
    }

    public static Element parse(String text) throws Malformed {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader reader =
                    factory.createXMLStreamReader(new StringReader(text.stripLeading()));
            try {
                return read(reader, text.contains("<!ENTITY"));
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNumber();
            throw new Malformed("not valid XML", Math.max(line, 0), Math.max(column, 0));
        } catch (RuntimeException e) {
            throw new Malformed("not valid XML", 0, 0);
        }
    }

    private static final class Open {
        final String name;
        final Map<String, String> attributes;
        final StringBuilder text = new StringBuilder();
        final List<Element> children = new ArrayList<>();

        Open(String name, Map<String, String> attributes) {
            this.name = name;
            this.attributes = attributes;
        }
    }

    private static Element read(XMLStreamReader reader, boolean entities)
            throws XMLStreamException, Malformed {
        ArrayDeque<Open> stack = new ArrayDeque<>();
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > MAX_ELEMENTS || stack.size() >= MAX_DEPTH) {
                        throw new Malformed("too large or nested too deeply", 0, 0);
                    }
                    Map<String, String> attributes = new LinkedHashMap<>();
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        attributes.put(
                                reader.getAttributeLocalName(i), reader.getAttributeValue(i));
                    }
                    stack.push(new Open(reader.getLocalName(), attributes));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    Open top = stack.peek();
                    if (top != null && top.text.length() < 100_000) {
                        top.text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Open done = stack.pop();
                    Element element =
                            new Element(
                                    done.name,
                                    Map.copyOf(done.attributes),
                                    done.text.toString().strip(),
                                    List.copyOf(done.children));
                    Open parent = stack.peek();
                    if (parent == null) {
                        return element;
                    }
                    parent.children.add(element);
                }
                case XMLStreamConstants.DTD -> {
                    if (entities) {
                        throw new Malformed("XML with entities of its own is not read", 1, 1);
                    }
                }
                default -> {
                    // Comments, declarations and unresolved references say nothing here.
                }
            }
        }
        throw new Malformed("the document has no root element", 0, 0);
    }
}
