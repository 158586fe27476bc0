package io.longshore.store.file;

import static io.longshore.store.file.TestFiles.PART_BYTES;
import static io.longshore.store.file.TestFiles.bytes;
import static io.longshore.store.file.TestFiles.place;

import io.longshore.image.Extents;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Part;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** Runs in a process of its own, where files may have 12 MiB and the file system 16, and prints what a store says there. */
final class LimitedDiskProbe {

    private static final Part FIRST = new Part(1, 0, PART_BYTES);
    private static final Part SECOND = new Part(2, PART_BYTES, PART_BYTES);
    private static final byte[] BYTES = new byte[(int) PART_BYTES];

    private LimitedDiskProbe() {}

    public static void main(String[] arguments) throws Exception {
        Path mounted = Path.of(arguments[0]);
        Store store = TestFiles.store(mounted.resolve("images"));
        ObjectUrl url = place(store);
        Upload upload = store.begin(url, OptionalLong.empty());
        upload.write(FIRST, bytes(BYTES));
        print("too big", url, () -> upload.write(SECOND, bytes(BYTES)));
        System.out.println("durable: " + upload.makeDurable());
        ObjectUrl second = place(store);
        Upload more = store.begin(second, OptionalLong.empty());
        print("full", second, () -> more.write(FIRST, bytes(BYTES)));
        print("does not fit", url, () -> store.place(ImageId.random(), 1, OptionalLong.of(1 << 20)));
        more.abort();
        print("fits", url, () -> store.place(ImageId.random(), 1, OptionalLong.of(1 << 20)));
        print("complete", url, () -> upload.complete(PART_BYTES));
        Path small = mounted.resolve("small");
        Path large = mounted.toAbsolutePath().resolveSibling("large");
        Store filling = TestFiles.store(Map.of(small, 2, large, 1));
        System.out.println("small goes to: " + directory(filling, 1000));
        System.out.println("large goes to: " + directory(filling, 32 << 20));
        System.out.println("where there is most room: " + directory(TestFiles.store(Map.of(small, 0, large, 0)), 1000));
        int remounted = new ProcessBuilder("mount", "-o", "remount,ro", mounted.toString())
                .inheritIO()
                .start()
                .waitFor();
        System.out.println("read-only: " + (remounted == 0));
        print("begin", second, () -> store.begin(second, OptionalLong.empty()));
        print(
                "resume",
                url,
                () -> store.resume(url, OptionalLong.empty(), Extents.NONE).write(FIRST, bytes(BYTES)));
        print("delete", url, () -> {
            store.delete(url);
            return true;
        });
        System.out.println("size: " + store.source(url).object().size().orElse(-1));
    }

    private static String directory(Store store, long bytes) {
        Path file = TestFiles.path(store, store.place(ImageId.random(), 1, OptionalLong.of(bytes)));
        return file.getName(file.getNameCount() - 2) + "/";
    }

    private static void print(String what, ObjectUrl url, Callable<?> call) throws Exception {
        try {
            Object answer = call.call();
            System.out.println(what + ": " + (answer == null ? "nothing" : "done"));
        } catch (ImageException e) {
            String name = url.value().substring(url.value().lastIndexOf('/') + 1);
            System.out.println(what + ": " + e.kind() + " " + e.getMessage().replace(name, "<name>"));
        }
    }
}
