package dev.autostack.planner.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A set of versions as npm, Composer and PEP 440 write it, seen at the level of major and minor
 * numbers: enough to choose a base image. Alternatives of intervals, each closed below and open
 * above.
 */
public final class VersionRange {
    private static final Pattern COMPARATOR =
            Pattern.compile(
                    "(>=|<=|>|<|\\^|~>|~=|~|===|==|=|!=)?\\s*v?([0-9xX*]+(?:\\.[0-9xX*]+)*)[A-Za-z0-9.+-]*");
    private static final long MAX = Long.MAX_VALUE;

    /** Characters; nobody writes more, and the expressions take stack for each number. */
    private static final int LONGEST = 500;

    private record Interval(long from, long below) {
        boolean empty() {
            return from >= below;
        }
    }

    private final List<Interval> intervals;

    private VersionRange(List<Interval> intervals) {
        this.intervals = List.copyOf(intervals);
    }

    /**
     * {@code >=18 <21 || ^22.1}, {@code >=3.10,<3.13}, {@code ~=3.11}, {@code 20.x}; null when it
     * cannot be read.
     */
    public static @Nullable VersionRange parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        List<Interval> all = new ArrayList<>();
        for (String alternative : Words.at(text, "\\|\\|?")) {
            Interval interval = intersection(alternative.strip());
            if (interval == null) {
                return null;
            }
            if (!interval.empty()) {
                all.add(interval);
            }
        }
        return all.isEmpty() ? null : new VersionRange(all);
    }

    private static @Nullable Interval intersection(String text) {
        if (text.isEmpty() || text.equals("*") || text.equals("x")) {
            return new Interval(0, MAX);
        }
        Matcher hyphen =
                Pattern.compile("v?([0-9]+(?:\\.[0-9]+)*)\\s+-\\s+v?([0-9]+(?:\\.[0-9]+)*)")
                        .matcher(text);
        if (hyphen.matches()) {
            long[] low = numbers(hyphen.group(1));
            long[] high = numbers(hyphen.group(2));
            return new Interval(key(low), bump(high, high.length - 1));
        }
        long from = 0;
        long below = MAX;
        int end = 0;
        Matcher matcher = COMPARATOR.matcher(text);
        while (matcher.find()) {
            if (!text.substring(end, matcher.start()).matches("[\\s,]*")) {
                return null;
            }
            end = matcher.end();
            String operator = matcher.group(1) == null ? "" : matcher.group(1);
            if (operator.equals("!=")) {
                continue;
            }
            Interval part = comparator(operator, matcher.group(2));
            from = Math.max(from, part.from());
            below = Math.min(below, part.below());
        }
        return end == 0 || !text.substring(end).isBlank() ? null : new Interval(from, below);
    }

    private static Interval comparator(String operator, String version) {
        long[] numbers = numbers(version);
        if (numbers.length == 0) {
            return new Interval(0, MAX);
        }
        int last = numbers.length - 1;
        return switch (operator) {
            case ">=" -> new Interval(key(numbers), MAX);
            case ">" ->
                    new Interval(numbers.length == 3 ? key(numbers) + 1 : bump(numbers, last), MAX);
            case "<" -> new Interval(0, key(numbers));
            case "<=" -> new Interval(0, bump(numbers, last));
            case "^" -> {
                int leading = 0;
                while (leading < last && numbers[leading] == 0) {
                    leading++;
                }
                yield new Interval(key(numbers), bump(numbers, leading));
            }
            case "~>", "~=" -> new Interval(key(numbers), bump(numbers, Math.max(0, last - 1)));
            case "~" -> new Interval(key(numbers), bump(numbers, Math.min(1, last)));
            case "==", "===", "=", "" -> new Interval(key(numbers), bump(numbers, last));
            default -> new Interval(0, MAX);
        };
    }

    private static long[] numbers(String version) {
        List<Long> numbers = new ArrayList<>();
        for (String part : Words.at(version, "\\.")) {
            if (!part.matches("[0-9]{1,6}") || numbers.size() == 3) {
                break;
            }
            numbers.add(Long.valueOf(part));
        }
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static long key(long[] numbers) {
        long key = 0;
        for (int i = 0; i < 3; i++) {
            key = key * 1_000_000 + (i < numbers.length ? numbers[i] : 0);
        }
        return key;
    }

    /** The first version above all that share the numbers up to {@code place}. */
    private static long bump(long[] numbers, int place) {
        long[] next = new long[3];
        System.arraycopy(numbers, 0, next, 0, Math.min(place + 1, 3));
        next[place]++;
        return key(next);
    }

    /** True when some version {@code major.*.*} is in the range. */
    public boolean allowsMajor(int major) {
        return overlaps(key(new long[] {major}), key(new long[] {major + 1L}));
    }

    /** True when some version {@code major.minor.*} is in the range. */
    public boolean allowsMinor(int major, int minor) {
        return overlaps(key(new long[] {major, minor}), key(new long[] {major, minor + 1L}));
    }

    /** True when every version of the range is below {@code 1.21.2}. */
    public boolean isBelow(String version) {
        long bound = key(numbers(version));
        return intervals.stream().allMatch(i -> i.below() <= bound);
    }

    private boolean overlaps(long from, long below) {
        return intervals.stream().anyMatch(i -> i.from() < below && from < i.below());
    }

    /** The major number of the lowest version, null when nothing bounds it. */
    public @Nullable Integer lowestMajor() {
        long lowest = intervals.stream().mapToLong(Interval::from).min().orElse(0);
        long highest = intervals.stream().mapToLong(Interval::below).max().orElse(MAX);
        if (lowest == 0 && highest != MAX) {
            return (int) Math.max(0, (highest - 1) / 1_000_000_000_000L);
        }
        return lowest == 0 ? null : (int) (lowest / 1_000_000_000_000L);
    }
}
