package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.worker.engine.SharedEngine;
import dev.autostack.worker.image.BuildkitBuilder;
import dev.autostack.worker.image.DockerCli;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which slot a build gets. No engine is asked. */
class SlotsTest {
    private Slots slots = slots(Duration.ofMinutes(1));

    private static Slots slots(Duration clearing) {
        return new Slots(IntStream.range(0, 2).mapToObj(SlotsTest::slot).toList(), clearing);
    }

    private static Slot slot(int number) {
        Path nowhere = Path.of("/nowhere");
        return new Slot(
                number,
                new SharedEngine(nowhere),
                new BuildkitBuilder(
                        new DockerCli(nowhere, DockerCli.Kind.BUILT_IN, nowhere), nowhere));
    }

    @AfterEach
    void close() {
        slots.close();
    }

    private Slot built(String scope) throws InterruptedException {
        Slot slot = slots.take(scope);
        slot.usedBy(scope);
        return slot;
    }

    @Test
    void buildGetsTheSlotWhoseCacheKnowsItsProject() throws InterruptedException {
        Slot a = built("a");
        Slot b = built("b");
        slots.giveBack(a);
        slots.giveBack(b);

        assertThat(List.of(built("b"), built("a"))).containsExactly(b, a);
    }

    @Test
    void buildWithoutAWarmCacheGetsASlotThatBuiltNothing() throws InterruptedException {
        slots.giveBack(built("a"));

        assertThat(built("b").number()).isEqualTo(1);
    }

    @Test
    void buildRightBehindAnotherOfItsProjectWaitsUntilTheirSlotIsCleared() throws Exception {
        Slot warm = built("a");
        CompletableFuture<Slot> next = new CompletableFuture<>();
        Thread taker =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                next.complete(slots.take("a"));
                            } catch (InterruptedException e) {
                                next.completeExceptionally(e);
                            }
                        });
        await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);

        slots.giveBack(warm);

        assertThat(next.get(30, TimeUnit.SECONDS)).isSameAs(warm);
        taker.join();
    }

    @Test
    void buildBesideALongOneOfItsProjectTakesAnother() throws InterruptedException {
        slots = slots(Duration.ofMillis(10));
        Slot busy = built("a");

        assertThat(slots.take("a")).isNotSameAs(busy);
    }
}
