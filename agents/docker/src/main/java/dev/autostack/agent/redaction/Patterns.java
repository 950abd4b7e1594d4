package dev.autostack.agent.redaction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;

/**
 * All patterns in one automaton (Aho and Corasick, 1975): each character moves it once, however
 * many patterns there are. Node 0 is the root. Children are linked lists in arrays, so a long
 * secret costs 24 bytes a character.
 */
final class Patterns {
    private static final int ASCII = 128;

    private final int[] rootTable = new int[ASCII];
    private char[] symbol = new char[64];
    private int[] firstChild = new int[64];
    private int[] sibling = new int[64];
    private int[] fail = new int[64];
    private int[] depth = new int[64];

    /** Length of the longest pattern that ends here; 0: none. */
    private int[] ends = new int[64];

    private int size = 1;

    Patterns(Collection<String> patterns) {
        patterns.forEach(this::add);
        link();
    }

    private void add(String pattern) {
        int node = 0;
        for (int i = 0; i < pattern.length(); i++) {
            int child = child(node, pattern.charAt(i));
            node = child != 0 ? child : grow(node, pattern.charAt(i));
        }
        ends[node] = Math.max(ends[node], pattern.length());
    }

    private int grow(int parent, char c) {
        if (size == symbol.length) {
            symbol = Arrays.copyOf(symbol, size * 2);
            firstChild = Arrays.copyOf(firstChild, size * 2);
            sibling = Arrays.copyOf(sibling, size * 2);
            fail = Arrays.copyOf(fail, size * 2);
            depth = Arrays.copyOf(depth, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        int node = size++;
        symbol[node] = c;
        sibling[node] = firstChild[parent];
        firstChild[parent] = node;
        depth[node] = depth[parent] + 1;
        if (parent == 0 && c < ASCII) {
            rootTable[c] = node;
        }
        return node;
    }

    private int child(int node, char c) {
        if (node == 0 && c < ASCII) {
            return rootTable[c];
        }
        int child = firstChild[node];
        while (child != 0 && symbol[child] != c) {
            child = sibling[child];
        }
        return child;
    }

    /** Breadth first: a node's failure is the longest proper suffix that is also a path. */
    private void link() {
        var queue = new ArrayDeque<Integer>();
        for (int node = firstChild[0]; node != 0; node = sibling[node]) {
            queue.add(node);
        }
        while (!queue.isEmpty()) {
            int node = queue.remove();
            ends[node] = Math.max(ends[node], ends[fail[node]]);
            for (int child = firstChild[node]; child != 0; child = sibling[child]) {
                fail[child] = next(fail[node], symbol[child]);
                queue.add(child);
            }
        }
    }

    /** The state after {@code c}. */
    int next(int state, char c) {
        int node = state;
        while (true) {
            int child = child(node, c);
            if (child != 0) {
                return child;
            }
            if (node == 0) {
                return 0;
            }
            node = fail[node];
        }
    }

    /** How many of the last characters may be the beginning of a pattern. */
    int depth(int state) {
        return depth[state];
    }

    /** The length of the longest pattern that ends in this state; 0: none. */
    int ends(int state) {
        return ends[state];
    }

    boolean isEmpty() {
        return size == 1;
    }
}
