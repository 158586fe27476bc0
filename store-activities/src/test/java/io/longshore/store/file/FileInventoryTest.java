package io.longshore.store.file;

import static io.longshore.store.file.TestFiles.mustFail;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Inventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileInventoryTest {

    @TempDir
    Path root;

    @Test
    void listsRegularFilesByNameWhoeverMadeThem() throws IOException {
        Files.writeString(root.resolve("b"), "bb");
        Files.writeString(root.resolve("c.2"), "");
        Files.writeString(root.resolve(".hidden"), "h");
        Files.writeString(root.resolve("a name"), "a");
        Files.createDirectory(root.resolve("lost+found"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("b"));
        assertThat(inventory().page("", 100))
                .containsExactly(entry(".hidden", 1), entry("a name", 1), entry("b", 2), entry("c.2", 0));
    }

    @Test
    void directoriesLeaveNoEmptyPageInTheMiddle() throws IOException {
        Files.writeString(root.resolve("a"), "");
        for (int i = 0; i < 10; i++) {
            Files.createDirectory(root.resolve("b" + i));
        }
        Files.writeString(root.resolve("c"), "");
        List<Inventory.Entry> seen = new ArrayList<>();
        String cursor = "";
        List<Inventory.Entry> page = inventory().page(cursor, 3);
        while (!page.isEmpty()) {
            seen.addAll(page);
            cursor = page.getLast().cursor();
            page = inventory().page(cursor, 3);
        }
        assertThat(seen).containsExactly(entry("a", 0), entry("c", 0));
    }

    @Test
    void aDirectoryThatIsMissingIsNotAnEmptyOne() {
        mustFail(
                FailureKind.UNAVAILABLE,
                "missing",
                () -> TestFiles.store(root.resolve("gone"))
                        .inventory()
                        .orElseThrow()
                        .page("", 1));
    }

    @Test
    void severalDirectoriesAreListedOneAfterTheOther() throws IOException {
        Path first = Files.createDirectory(root.resolve("z"));
        Path second = Files.createDirectory(root.resolve("a"));
        Path third = Files.createDirectory(root.resolve("m"));
        List<String> wanted = new ArrayList<>();
        for (Path directory : List.of(first, third)) {
            for (int i = 0; i < 5; i++) {
                wanted.add(Files.writeString(directory.resolve("f" + i), "text").toString());
            }
        }
        Inventory inventory = TestFiles.store(Map.of(first, 3, second, 2, third, 1))
                .inventory()
                .orElseThrow();
        List<String> seen = new ArrayList<>();
        for (var page = inventory.page("", 2); !page.isEmpty(); page = inventory.page(seen.getLast(), 2)) {
            page.forEach(entry -> seen.add(entry.cursor()));
        }
        assertThat(seen).isEqualTo(wanted);
    }

    private Inventory inventory() {
        return TestFiles.store(root).inventory().orElseThrow();
    }

    private Inventory.Entry entry(String name, long size) {
        return new Inventory.Entry(
                ObjectUrl.of("file://" + root + "/" + name), root.resolve(name).toString(), size);
    }
}
