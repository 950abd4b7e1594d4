package dev.autostack.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.agent.log.Assembler.Ready;
import dev.autostack.agent.log.LogSource.Entry;
import dev.autostack.agent.log.LogSource.Position;
import dev.autostack.agent.redaction.Redactor;
import dev.autostack.protocol.LogLevel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
    private static final String SECRET = "s3cret-s3cret";
    private final Redactor redactor = Redactor.of(List.of(SECRET));

    private final List<Entry> entries = new ArrayList<>();
    private long offset;

    @Test
    void partsBecomeOneLineAndASecretAcrossThemIsTakenOut() {
        out("before s3cr", false);
        out("et-s3cret after", true);
        assertThat(texts(assemble(entries))).containsExactly("before [secret] after");
    }

    @Test
    void partsOfBothStreamsDoNotMix() {
        out("out 1 ", false);
        err("err 1 ", false);
        out("out 2", true);
        err("err 2", true);
        List<Ready> ready = assemble(entries);
        assertThat(texts(ready)).containsExactly("out 1 out 2", "err 1 err 2");
        assertThat(ready)
                .extracting(each -> each.line().level())
                .containsExactly(LogLevel.INFO, LogLevel.STDERR);
    }

    @Test
    void longLinesAreCutForTheWireInsideNoCharacter() {
        String text = "ü☃😀x".repeat(10_000);
        out(text, true);
        List<Ready> ready = assemble(entries);
        assertThat(String.join("", texts(ready))).isEqualTo(text);
        assertThat(ready)
                .allMatch(each ->
                        each.line().text().getBytes(StandardCharsets.UTF_8).length
                                <= Assembler.LONGEST_TEXT);
        assertThat(ready.getFirst().line().continued()).isFalse();
        assertThat(ready.subList(1, ready.size())).allMatch(each -> each.line().continued());
        assertThat(ready.subList(0, ready.size() - 1)).allMatch(each -> each.cursor() == null);
        assertThat(ready.getLast().cursor()).isNotNull();
    }

    @Test
    void anEndlessLineIsLetGoInPiecesWithoutItsSecret() {
        String unit = "a".repeat(16_000);
        for (int i = 0; i < 65; i++) {
            out(unit, false);
        }
        out("a".repeat(Assembler.LONGEST_LINE - 65 * 16_000 - 5) + SECRET.substring(0, 5), false);
        out(SECRET.substring(5) + " tail", true);
        String all = String.join("", texts(assemble(entries)));
        assertThat(all).doesNotContain(SECRET.substring(5)).endsWith("[secret] tail");
        assertThat(all.length()).isGreaterThan(Assembler.LONGEST_LINE - 100);
    }

    @Test
    void whatHasNoLineEndIsLetGoAtTheEnd() {
        out("last words", false);
        var assembler = new Assembler("c", redactor, null);
        assertThat(assembler.feed(entries)).isEmpty();
        assertThat(texts(assembler.end())).containsExactly("last words");
    }

    @Test
    void goingOnFromAnyCursorGivesEachLineOnce() {
        var random = new Random(11);
        for (int round = 0; round < 300; round++) {
            entries.clear();
            offset = 0;
            int count = 5 + random.nextInt(30);
            for (int i = 0; i < count; i++) {
                boolean ends = random.nextInt(3) > 0;
                if (random.nextBoolean()) {
                    out("o" + i + " ", ends);
                } else {
                    err("e" + i + " ", ends);
                }
            }
            out("!", true);
            err("!", true);
            List<Ready> whole = assemble(entries);
            int cut = random.nextInt(whole.size());
            LogCursor cursor = whole.get(cut).cursor();
            assertThat(cursor).isNotNull();
            LogCursor parsed = LogCursor.parse(cursor.text()).orElseThrow();
            assertThat(parsed).isEqualTo(cursor);

            List<Entry> rest =
                    entries.stream()
                            .filter(each -> each.start().offset() >= parsed.start().offset())
                            .toList();
            List<Ready> again = new Assembler("c", redactor, parsed).feed(rest);
            var joined = new ArrayList<>(texts(whole.subList(0, cut + 1)));
            joined.addAll(texts(again));
            assertThat(joined).isEqualTo(texts(whole));
        }
    }

    private List<Ready> assemble(List<Entry> from) {
        return new Assembler("c", redactor, null).feed(from);
    }

    private static List<String> texts(List<Ready> ready) {
        return ready.stream().map(each -> each.line().text()).toList();
    }

    private void out(String text, boolean ends) {
        add(false, text, ends);
    }

    private void err(String text, boolean ends) {
        add(true, text, ends);
    }

    private void add(boolean stderr, String text, boolean ends) {
        var start = new Position("file", offset);
        offset += text.length() + 1;
        entries.add(new Entry(T0, stderr, text, ends, start, new Position("file", offset)));
    }
}
