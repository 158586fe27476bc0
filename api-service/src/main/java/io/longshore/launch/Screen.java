package io.longshore.launch;

import java.io.Console;
import java.io.PrintStream;

/**
 * Where people read.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param isTerminal whether lines that were written can be written over
 */
record Screen(PrintStream out, PrintStream err, boolean isTerminal) {

    /** Of this process. JDK 25 has no console again where input or output is no terminal. */
    @SuppressWarnings("SystemConsoleNull")
    static Screen ofProcess() {
        Console console = System.console();
        return new Screen(System.out, System.err, console != null && console.isTerminal());
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
