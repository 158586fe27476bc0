package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SystemError;
import io.longshore.wiring.EngineFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/** The command line. Exit codes: 0 done, 1 failed, 2 asked for wrongly (usage, configuration). */
public final class Main {

    private static final String USAGE = """
            usage: ./longshore COMMAND

              demo [FILE | URL] [--exit] [--data DIR] [--port N] [--temporal-port N] [--ui-port N] [--postgres-port N]
                    everything on this machine: imports FILE, the image at URL, or a disk that it makes, into five stores;
                    stays up until Ctrl-C, unless --exit is given
              start  [--config FILE]                   API and worker in one process
              api    [--config FILE] [--with-staging]  the API; with its own local staging directory, if so told
              worker [--config FILE]                   moves bytes
              config check FILE [--role start|api|worker] [--with-staging]
              check-store ID [--config FILE]           puts the promises of a configured store to the test: exit 0 where it holds them
                    all, 1 where one is broken; writes and deletes objects of images that exist nowhere else, a few hundred MiB
              replay ID | FILE [--run RUN] [--save FILE] [--data DIR]
                    tells what the run of an import did, and whether the workflow code of this build decides the same (exit 0)
                    or otherwise (exit 1); ID is that of an import or an image, FILE a history in JSON
              bench [--help | ...]                     measures Longshore, and others of the same API
              config reference                         every key of the configuration, explained
              test                                     builds and runs every test
              kill-matrix [--help | ...]               kills everything, again and again, and looks for what is lost
              bench-ceph [--size MIB] [--rounds N]     RBD and S3 on a Ceph of its own, beside rbd import, rbd export and a plain client
              temporal                                 prints the path of the temporal program; fetches it where there is none

            FILE of start, api, worker and check-store is longshore.yaml unless given. Temporal is found by its own variables: TEMPORAL_ADDRESS,
            TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_...\
            """;

    private final Screen screen;
    private final Map<String, String> environment;
    private final EngineFactory factory;

    Main(Screen screen, Map<String, String> environment, EngineFactory factory) {
        this.screen = screen;
        this.environment = environment;
        this.factory = factory;
    }

    /** Runs one command and ends the process with its code. */
    public static void main(String[] words) {
        System.exit(new Main(Screen.ofProcess(), System.getenv(), engine()).run(List.of(words)));
    }

    /** What is launched: the one that wiring puts together. */
    private static EngineFactory engine() {
        return ServiceLoader.load(EngineFactory.class).findFirst().orElseThrow();
    }

    int run(List<String> words) {
        if (words.isEmpty() || isCryForHelp(words)) {
            screen.say(USAGE);
            return words.isEmpty() ? 2 : 0;
        }
        Arguments arguments = new Arguments(words.subList(1, words.size()));
        try {
            return switch (words.getFirst()) {
                case "demo" -> new DemoCommand(screen, environment, factory).run(arguments);
                case "start", "api", "worker" ->
                    new RoleCommand(screen, environment, factory).run(words.getFirst(), arguments);
                case "bench" -> new BenchCommand(screen, environment).run(words.subList(1, words.size()));
                case "replay" -> new ReplayCommand(screen, environment).run(arguments);
                case "check-store" -> new CheckStoreCommand(screen, environment, factory).run(arguments);
                case "config" -> new ConfigCommand(screen, environment, factory).run(arguments);
                default -> throw Arguments.wrong("there is no command " + words.getFirst() + ".");
            };
        } catch (ImageException e) {
            screen.complain("longshore: " + e.getMessage());
            return e.kind() == FailureKind.INVALID ? 2 : 1;
        } catch (UncheckedIOException e) {
            screen.complain("longshore: " + words(Objects.requireNonNull(e.getCause())));
            return 1;
        } catch (InvalidPathException e) {
            screen.complain("longshore: " + e.getInput() + " can name no file here: " + e.getReason()
                    + "; write another name, or set LC_ALL=C.UTF-8 where this one is not ASCII.");
            return 2;
        } catch (InterruptedException e) {
            screen.complain("longshore: ended.");
            return 1;
        }
    }

    /** The bench has words of its own. */
    private static boolean isCryForHelp(List<String> words) {
        boolean asks = words.contains("--help") || words.contains("-h");
        return words.getFirst().equals("help") || (asks && !words.getFirst().equals("bench"));
    }

    private static String words(IOException e) {
        String what = SystemError.of(e)
                .map(SystemError::words)
                .orElse(
                        e instanceof FileAlreadyExistsException
                                ? "is no directory, or leads nowhere"
                                : e instanceof NoSuchFileException ? "is not there" : String.valueOf(e.getMessage()));
        return e instanceof FileSystemException file ? file.getFile() + ": " + what : what;
    }
}
