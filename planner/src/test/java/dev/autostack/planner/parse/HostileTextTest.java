package dev.autostack.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HostileTextTest {
    private static void quickly(org.junit.jupiter.api.function.Executable action) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), action);
    }

    @Test
    void deepNestingIsMalformedNotAStackOverflow() {
        quickly(() -> {
            assertThatThrownBy(() -> JsonText.parse("[".repeat(100_000)))
                    .isInstanceOf(Malformed.class);
            assertThatThrownBy(() -> YamlText.parse("[".repeat(100_000)))
                    .isInstanceOf(Malformed.class);
            assertThatThrownBy(() -> TomlText.parse("a=" + "[".repeat(100_000)))
                    .isInstanceOf(Malformed.class);
            assertThatThrownBy(() -> XmlText.parse("<a>".repeat(100_000)))
                    .isInstanceOf(Malformed.class);
        });
    }

    @Test
    void aliasAndEntityBombsDoNotExpand() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a").append(i).append(": &a").append(i).append(" [");
            yaml.append(("*a" + (i - 1) + ",").repeat(8)).append("*a").append(i - 1).append("]\n");
        }
        StringBuilder xml = new StringBuilder("<!DOCTYPE p [<!ENTITY e0 \"xxxxxxxxxx\">");
        for (int i = 1; i < 12; i++) {
            xml.append("<!ENTITY e")
                    .append(i)
                    .append(" \"")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        xml.append("]><p>&e11;</p>");
        quickly(() -> {
            assertThatThrownBy(() -> YamlText.parse(yaml.toString())).isInstanceOf(Malformed.class);
            try {
                assertThat(XmlText.parse(xml.toString()).text().length()).isLessThan(1_000);
            } catch (Malformed refused) {
                assertThat(refused).hasMessageContaining("XML");
            }
        });
    }

    @Test
    void externalEntitiesAreNotRead() {
        quickly(() -> {
            try {
                assertThat(
                                XmlText.parse(
                                                "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><p>&e;</p>")
                                        .text())
                        .isEmpty();
            } catch (Malformed refused) {
                assertThat(refused).hasMessageContaining("XML");
            }
        });
    }

    @Test
    void tolerantFormsOfJsonAreRead() throws Malformed {
        Doc doc = JsonText.parse("{// c\n a: 'x', /* y */ \"version\": 3.10, \"l\": [1,2,],}");
        assertThat(doc.at("a").text()).isEqualTo("x");
        assertThat(doc.at("version").text()).isEqualTo("3.10");
        assertThat(doc.at("l").texts()).containsExactly("1", "2");
    }

    @Test
    void yamlKeepsWordsMergesAndUnknownTags() throws Malformed {
        Doc doc = YamlText.parse("base: &b {image: x}\napp: {<<: *b, on: no}\nref: !Ref Thing\n");
        assertThat(doc.at("app", "image").text()).isEqualTo("x");
        assertThat(doc.at("app", "on").text()).isEqualTo("no");
        assertThat(doc.at("ref").text()).isEqualTo("Thing");
    }

    @Test
    void aLineOfOneMegabyteIsScanned() {
        String line = "var a='" + "x".repeat(1 << 20) + "';" + "f(".repeat(200_000);
        quickly(() -> assertThat(CTokens.ofScript(line)).isNotEmpty());
    }
}
