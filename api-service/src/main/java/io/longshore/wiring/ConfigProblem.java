package io.longshore.wiring;

/**
 * One thing that is wrong, or that may surprise.
 *
 * @param key where: {@code stores[1].directory}; empty for the file as a whole
 * @param message what is wrong, and what to do about it; never a value that may be secret
 * @param fatal whether nothing may start with it
 */
public record ConfigProblem(String key, String message, boolean fatal) {

    /** One line for people. */
    public String line(String file) {
        return file + ": " + (fatal ? "" : "warning: ") + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
