package io.longshore.kill.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes. */
final class Signals {

    private Signals() {}

    /** Stops a process and all that it has begotten, the eldest first, so that none is missed. */
    static void stop(ProcessHandle eldest) {
        send("STOP", List.of(eldest));
        List<ProcessHandle> children = eldest.descendants().toList();
        if (!children.isEmpty()) {
            send("STOP", children);
        }
    }

    /** The opposite of {@link #stop}. */
    static void goOn(ProcessHandle eldest) {
        send("CONT", Stream.concat(eldest.descendants(), Stream.of(eldest)).toList());
    }

    /** Kills a process and all that it has begotten; the caller waits for their end. Answers whom it has killed. */
    static List<ProcessHandle> kill(ProcessHandle eldest) {
        stop(eldest);
        List<ProcessHandle> all =
                Stream.concat(Stream.of(eldest), eldest.descendants()).toList();
        send("KILL", all);
        return all;
    }

    static void send(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(p -> command.add(Long.toString(p.pid())));
        run(command);
    }

    /** Runs a short command; its exit code. */
    static int run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
