package dev.autostack.edge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir Path dir;

    @Test
    void environmentWinsOverTheFile() throws IOException {
        Path file = dir.resolve("edge.properties");
        Files.writeString(file, "http.port=1000\nadmin.port=1001\naccess.log=off\n");

        EdgeConfig config =
                Settings.read(
                        Map.of(
                                "AUTOSTACK_EDGE_CONFIG", file.toString(),
                                "AUTOSTACK_EDGE_HTTP_PORT", "2000",
                                "AUTOSTACK_EDGE_UPSTREAM_IDLE_MS", "1500",
                                "AUTOSTACK_EDGE_CONTROL_PLANE_URL", "https://control.example",
                                "AUTOSTACK_EDGE_TOKEN", "secret-token",
                                "PATH", "/bin"));

        assertThat(config.http().port()).isEqualTo(2000);
        assertThat(config.adminPort()).isEqualTo(1001);
        assertThat(config.accessLog().enabled()).isFalse();
        assertThat(config.timeouts().upstreamIdle()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(config.toString()).doesNotContain("secret-token");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT,99999,http.port",
        "HTTP_PORT,eighty,http.port",
        "ACCESS_LOG,maybe,access.log",
        "TRUSTED_PROXIES,10.0.0.0/40,trusted.proxies",
        "TRUSTED_PROXIES,example.org,trusted.proxies",
        "TLS_PORT,443,tls.certificate",
        "CONTROL_PLANE_URL,control.example,control.plane.url",
        "CONTROL_PLANE_URL,ftp://control.example,control.plane.url",
        "CONTROL_PLANE_URL,'http://a b',control.plane.url",
        "UPSTREAM_IDLE,5,upstream.idle",
    })
    void valueThatCannotBeUsedIsNamed(String key, String value, String named) {
        assertThatThrownBy(() -> Settings.read(Map.of("AUTOSTACK_EDGE_" + key, value)))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining(named);
    }

    /** The sample says it shows every key with its default; hold it to that. */
    @Test
    void sampleInTheReadmeShowsEveryKeyWithItsDefault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher block = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).isTrue();
        Path file = dir.resolve("sample.properties");
        Files.writeString(file, Objects.requireNonNull(block.group(1)));

        assertThat(Settings.read(Map.of("AUTOSTACK_EDGE_CONFIG", file.toString())))
                .isEqualTo(Settings.read(Map.of()));
        for (String key : Settings.keys()) {
            assertThat(readme).containsPattern("(?m)^#?" + Pattern.quote(key) + "=");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "192.168.1.128/25,192.168.1.129,true",
        "192.168.1.128/25,192.168.1.1,false",
        "127.0.0.1,127.0.0.1,true",
        "127.0.0.1,127.0.0.2,false",
        "fd00::/8,fdab::1,true",
        "fd00::/8,fe00::1,false",
        "0.0.0.0/0,8.8.8.8,true",
        "0.0.0.0/0,::1,false",
    })
    void blockContainsItsAddresses(String block, String address, boolean inside) {
        assertThat(Cidr.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "a/8", "", "fd00::/129"})
    void textThatIsNoBlockIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
