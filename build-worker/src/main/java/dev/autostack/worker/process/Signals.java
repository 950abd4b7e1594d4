package dev.autostack.worker.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** kill(2), which the JDK has no call for: a process group is signalled as a whole. */
final class Signals {
    static final int NONE = 0;
    static final int KILL = 9;
    static final int TERM = 15;

    private static final MethodHandle KILL_CALL = killCall();

    private Signals() {}

    // A downcall to a libc function of two ints: the one native call of the worker.
    @SuppressWarnings("restricted")
    private static MethodHandle killCall() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup()
                        .find("kill")
                        .orElseThrow(() -> new IllegalStateException("libc has no kill(2)")),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /** Signals each process of the group; false when there is none left (or it is not ours). */
    static boolean group(long leader, int signal) {
        return send(-Math.toIntExact(leader), signal);
    }

    static boolean process(long pid, int signal) {
        return send(Math.toIntExact(pid), signal);
    }

    private static boolean send(int target, int signal) {
        if (target == 0 || target == -1 || target == 1) {
            throw new IllegalArgumentException("Would signal processes that are not ours.");
        }
        try {
            return (int) KILL_CALL.invokeExact(target, signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) could not be called", e);
        }
    }
}
