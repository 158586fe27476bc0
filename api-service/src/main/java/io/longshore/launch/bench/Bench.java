package io.longshore.launch.bench;

import java.io.IOException;
import java.io.PrintStream;

/** {@code longshore bench}: see {@link Usage}. */
public final class Bench {

    private static final int WRONG_COMMAND_LINE = 2;

    private Bench() {}

    /**
     * Measures what {@code args} ask for, and prints the tables.
     *
     * @param args what follows the command's name
     * @param opener starts the Longshore to be measured, unless the arguments name one
     * @param out the tables
     * @param err what is being done now, and what went wrong
     * @return the exit code: 0, or 1 where something could not be measured or a byte was wrong, or 2 for a wrong command line
     */
    public static int run(String[] args, BenchStack.Opener opener, PrintStream out, PrintStream err)
            throws InterruptedException {
        if (BenchOptions.asksForHelp(args)) {
            out.print(Usage.TEXT);
            return 0;
        }
        BenchOptions options;
        try {
            options = BenchOptions.parse(args);
        } catch (IllegalArgumentException e) {
            err.println("longshore bench: " + e.getMessage());
            return WRONG_COMMAND_LINE;
        }
        try {
            return new Measurement(options, opener, out, err).run() ? 0 : 1;
        } catch (IOException | RuntimeException e) {
            err.println("longshore bench: " + (e.getMessage() == null ? e : e.getMessage()));
            return 1;
        }
    }
}
