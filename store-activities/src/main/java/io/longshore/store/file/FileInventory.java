package io.longshore.store.file;

import io.longshore.store.Inventory;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The regular files of directories, by directory and name. Each page reads a directory once and keeps no more names than it answers. A
 * cursor is a path.
 */
final class FileInventory implements Inventory {

    private final List<DataDirectory> directories;
    private final FileFailures failures;

    FileInventory(List<DataDirectory> directories, FileFailures failures) {
        this.directories = directories;
        this.failures = failures;
    }

    @Override
    public List<Entry> page(String after, int limit) {
        Path last = after.isEmpty() ? null : Path.of(after);
        boolean reached = last == null;
        for (DataDirectory directory : directories) {
            boolean within = last != null && directory.path().equals(last.getParent());
            if (reached || within) {
                List<Entry> page =
                        page(directory, within && last != null ? String.valueOf(last.getFileName()) : "", limit);
                if (!page.isEmpty()) {
                    return page;
                }
                reached = true;
            }
        }
        return List.of();
    }

    private List<Entry> page(DataDirectory directory, String after, int limit) {
        String last = after;
        while (true) {
            NavigableSet<String> names = names(directory, last, limit);
            List<Entry> page = new ArrayList<>();
            for (String name : names) {
                object(directory, name).ifPresent(page::add);
            }
            // An empty page would be taken for the end, and this one may just hold nothing but directories.
            if (!page.isEmpty() || names.isEmpty()) {
                return page;
            }
            last = names.last();
        }
    }

    private NavigableSet<String> names(DataDirectory directory, String after, int limit) {
        NavigableSet<String> names = new TreeSet<>();
        directory.names(failures, name -> {
            if (name.compareTo(after) > 0) {
                names.add(name);
                if (names.size() > limit) {
                    names.pollLast();
                }
            }
        });
        return names;
    }

    private Optional<Entry> object(DataDirectory directory, String name) {
        Path file = directory.path().resolve(name);
        return directory
                .attributes(file, failures)
                .filter(BasicFileAttributes::isRegularFile)
                .map(found -> new Entry(new FileLocation(file).url(), file.toString(), found.size()));
    }
}
