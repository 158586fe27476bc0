package io.longshore.wiring;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a store's factory says about one option, taken apart, so that the key can stand in front.
 *
 * @param option empty where the words name none
 */
record OptionProblem(String option, String message) {

    private static final Pattern FORM = Pattern.compile("(?:store \\S+: )?option (\\S+) (.*)", Pattern.DOTALL);

    static OptionProblem of(String words) {
        Matcher matcher = FORM.matcher(words);
        return matcher.matches() ? new OptionProblem(matcher.group(1), matcher.group(2)) : new OptionProblem("", words);
    }
}
