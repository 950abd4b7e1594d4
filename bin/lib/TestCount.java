import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Counts the JUnit reports (XML) below the given folders: names each failure, each skip with its reason, and ends with
 * "N passed, N failed, N skipped" alone on a line. Exits 1 when a test failed or none ran.
 */
class TestCount {
    public static void main(String[] folders) throws Exception {
        int passed = 0;
        List<String> failed = new ArrayList<>();
        List<String> flaky = new ArrayList<>();
        Map<String, Integer> skipped = new TreeMap<>();
        for (Path report : reports(folders)) {
            for (Element test : tests(report)) {
                String name = simple(test.getAttribute("classname")) + " " + test.getAttribute("name");
                if (test.getElementsByTagName("failure").getLength() > 0
                        || test.getElementsByTagName("error").getLength() > 0) {
                    failed.add(name + "  (" + report.getFileName() + ")");
                } else if (test.getElementsByTagName("skipped").getLength() > 0) {
                    Element skip = (Element) test.getElementsByTagName("skipped").item(0);
                    skipped.merge(name + ": " + reason(skip), 1, Integer::sum);
                } else {
                    passed++;
                    if (test.getElementsByTagName("flakyFailure").getLength() > 0
                            || test.getElementsByTagName("flakyError").getLength() > 0) {
                        flaky.add(name);
                    }
                }
            }
        }
        skipped.forEach((skip, times) -> System.out.println("skipped  " + skip));
        flaky.forEach(name -> System.out.println("flaky    " + name + ": failed once, passed when run again"));
        failed.forEach(name -> System.out.println("FAILED   " + name));
        System.out.println();
        int skips = skipped.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(passed + " passed, " + failed.size() + " failed, " + skips + " skipped");
        System.exit(failed.isEmpty() && passed > 0 ? 0 : 1);
    }

    private static List<Path> reports(String[] folders) throws IOException {
        List<Path> reports = new ArrayList<>();
        for (String folder : folders) {
            if (Files.isDirectory(Path.of(folder))) {
                try (var files = Files.list(Path.of(folder))) {
                    files.filter(file -> file.toString().endsWith(".xml")).sorted().forEach(reports::add);
                }
            }
        }
        return reports;
    }

    private static List<Element> tests(Path report) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var nodes = factory.newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
        List<Element> tests = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            tests.add((Element) nodes.item(i));
        }
        return tests;
    }

    /** Surefire writes it as an attribute, or as the text of the exception with its stack. */
    private static String reason(Element skip) {
        String whole = skip.getAttribute("message").isBlank() ? skip.getTextContent() : skip.getAttribute("message");
        return whole.lines()
                .map(line -> line.replaceFirst("^(\\S+Exception|[Aa]ssumption .*?): ?", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no reason given");
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
