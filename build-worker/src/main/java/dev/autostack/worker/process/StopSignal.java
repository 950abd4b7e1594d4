package dev.autostack.worker.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells everything that works for a build to stop. The first reason wins. Safe for all threads. */
public final class StopSignal {
    private final List<Runnable> actions = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable StopReason reason;

    /** Runs the registered actions on the calling thread; false when it was stopped before. */
    public boolean stop(StopReason why) {
        List<Runnable> todo;
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
            todo = List.copyOf(actions);
            actions.clear();
        }
        stopped.countDown();
        todo.forEach(Runnable::run);
        return true;
    }

    public synchronized @Nullable StopReason reason() {
        return reason;
    }

    public synchronized boolean isStopped() {
        return reason != null;
    }

    /** Throws when stopped; to be called between steps. */
    public void check() {
        StopReason why = reason();
        if (why != null) {
            throw new BuildStopped(why);
        }
    }

    /** Waits for the stop; false when {@code limit} is over before it. */
    public boolean await(Duration limit) throws InterruptedException {
        return stopped.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does {@code action} when stopped, at once when that was before, until closed. */
    public Registration onStop(Runnable action) {
        synchronized (this) {
            if (reason == null) {
                actions.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void remove(Runnable action) {
        actions.remove(action);
    }

    /** Ends the interest in a stop. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
