package dev.autostack.e2e;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** People who ask an app one request after the other until they are sent home. */
final class Visitors {
    private final App app;
    private final List<Thread> visitors;
    private final AtomicInteger served = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean home;

    private Visitors(App app, int number) {
        this.app = app;
        this.visitors =
                IntStream.range(0, number)
                        .mapToObj(
                                i -> Thread.ofVirtual().name("visitor-" + i).unstarted(this::visit))
                        .toList();
    }

    static Visitors of(App app, int number) {
        var come = new Visitors(app, number);
        come.visitors.forEach(Thread::start);
        return come;
    }

    private void visit() {
        while (!home) {
            try {
                Thread.sleep(10); // a visitor, not a load test
                HttpResponse<String> answer = app.get("/");
                if (answer.statusCode() == 200) {
                    served.incrementAndGet();
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                failures.add(e.toString());
            }
        }
    }

    /** How many got what they asked for so far. */
    int served() {
        return served.get();
    }

    /** Sends them home and says what went wrong for them. */
    List<String> sendHome() throws InterruptedException {
        home = true;
        for (Thread visitor : visitors) {
            visitor.join();
        }
        return List.copyOf(failures);
    }
}
