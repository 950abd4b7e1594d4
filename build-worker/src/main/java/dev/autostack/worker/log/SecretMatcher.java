package dev.autostack.worker.log;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds all of many patterns in one pass (Aho and Corasick, 1975). Immutable; a state is an int.
 */
final class SecretMatcher {
    static final int START = 0;

    /** (state, character) to state. */
    private final Map<Long, Integer> edges = new HashMap<>();

    private int[] fallback = new int[64];
    private int[] depth = new int[64];

    /** Length of the longest pattern that ends here, 0 for none. */
    private int[] matched = new int[64];

    private int states = 1;

    /** States that a longer pattern goes on from. */
    private final BitSet continued = new BitSet();

    /** Characters that lead away from the start: nearly all text never leaves it. */
    private final BitSet first = new BitSet();

    SecretMatcher(Collection<String> patterns) {
        patterns.forEach(this::insert);
        link();
    }

    boolean isEmpty() {
        return states == 1;
    }

    int next(int state, char c) {
        if (state == START && !first.get(c)) {
            return START;
        }
        int from = state;
        while (true) {
            Integer to = edges.get(key(from, c));
            if (to != null) {
                return to;
            }
            if (from == START) {
                return START;
            }
            from = fallback[from];
        }
    }

    /** How many characters back the longest pattern that ends in this state began; 0: none ends. */
    int matchedLength(int state) {
        return matched[state];
    }

    /** How many of the last characters may be the beginning of a pattern that goes on. */
    int pendingLength(int state) {
        int at = state;
        while (at != START && !continued.get(at)) {
            at = fallback[at];
        }
        return depth[at];
    }

    private void insert(String pattern) {
        int state = START;
        first.set(pattern.charAt(0));
        for (int i = 0; i < pattern.length(); i++) {
            long key = key(state, pattern.charAt(i));
            Integer to = edges.get(key);
            if (to == null) {
                continued.set(state);
                to = newState(depth[state] + 1);
                edges.put(key, to);
            }
            state = to;
        }
        matched[state] = pattern.length();
    }

    private int newState(int atDepth) {
        if (states == depth.length) {
            fallback = Arrays.copyOf(fallback, states * 2);
            depth = Arrays.copyOf(depth, states * 2);
            matched = Arrays.copyOf(matched, states * 2);
        }
        depth[states] = atDepth;
        return states++;
    }

    /** Fallbacks in the order of depth, so that each one's own is known when it is needed. */
    private void link() {
        long[] keys = edges.keySet().stream().mapToLong(Long::longValue).toArray();
        Map<Integer, Deque<Long>> byDepth = new HashMap<>();
        for (long key : keys) {
            byDepth.computeIfAbsent(depth[(int) (key >>> 16)], _ -> new ArrayDeque<>()).add(key);
        }
        for (int level = 0; byDepth.containsKey(level); level++) {
            for (long key : byDepth.get(level)) {
                int from = (int) (key >>> 16);
                int to = edges.getOrDefault(key, START);
                fallback[to] = from == START ? START : next(fallback[from], (char) (key & 0xffff));
                if (matched[to] == 0) {
                    matched[to] = matched[fallback[to]];
                }
            }
        }
    }

    private static long key(int state, char c) {
        return ((long) state << 16) | c;
    }
}
