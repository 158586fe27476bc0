package io.longshore.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The program: {@code ./longshore kill-matrix}. Exit codes: 0 all is as it must be, 1 it is not, 2 asked for wrongly. */
public final class KillMatrix {

    private KillMatrix() {}

    public static void main(String[] words) throws IOException {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) throws IOException {
        if (words.contains("--help")) {
            System.out.print(MatrixOptions.USAGE);
            return 0;
        }
        // PostgreSQL runs as somebody else where we are root.
        Path temporary = Files.createTempDirectory(
                "kill-matrix", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        MatrixOptions options;
        try {
            options = MatrixOptions.parse(words, temporary);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + MatrixOptions.USAGE);
            return 2;
        }
        MatrixReport report = new MatrixRun(options).run();
        report.lines().forEach(System.out::println);
        return report.divergences().isEmpty() ? 0 : 1;
    }
}
