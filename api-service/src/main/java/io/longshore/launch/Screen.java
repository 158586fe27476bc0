package io.longshore.launch;

import java.io.PrintStream;
import java.util.Objects;

/**
 * Where people read.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param isTerminal whether lines that were written can be written over
 */
record Screen(PrintStream out, PrintStream err, boolean isTerminal) {

    static Screen ofProcess() {
        return new Screen(
                System.out, System.err, Objects.requireNonNull(System.console()).isTerminal());
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void complain(String line) {
        err.println(line);
        err.flush();
    }
}
