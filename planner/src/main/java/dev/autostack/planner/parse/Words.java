package dev.autostack.planner.parse;

import java.util.ArrayList;
import java.util.List;

/** Splits text without the empty pieces. */
public final class Words {
    private Words() {}

    /** At white space. */
    public static List<String> of(String text) {
        return at(text, "\\s+");
    }

    /** At every match of the expression; pieces keep their white space. */
    public static List<String> at(String text, String regex) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(regex, -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
