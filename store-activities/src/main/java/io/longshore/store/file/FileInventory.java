package io.longshore.store.file;

import io.longshore.store.Inventory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/** The regular files of a directory by name. Each page reads the directory once and keeps no more names than it answers. */
final class FileInventory implements Inventory {

    private final DataDirectory directory;
    private final FileFailures failures;

    FileInventory(DataDirectory directory, FileFailures failures) {
        this.directory = directory;
        this.failures = failures;
    }

    @Override
    public List<Entry> page(String after, int limit) {
        String last = after;
        while (true) {
            NavigableSet<String> names = names(last, limit);
            List<Entry> page = new ArrayList<>();
            for (String name : names) {
                addIfObject(name, page);
            }
            // An empty page would be taken for the end, and this one may just hold nothing but directories.
            if (!page.isEmpty() || names.isEmpty()) {
                return page;
            }
            last = names.last();
        }
    }

    private NavigableSet<String> names(String after, int limit) {
        NavigableSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.compareTo(after) > 0) {
                    names.add(name);
                    if (names.size() > limit) {
                        names.pollLast();
                    }
                }
            }
            return names;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw directory.missing(failures);
        } catch (DirectoryIteratorException e) {
            throw failures.of(directory.path(), Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failures.of(directory.path(), e);
        }
    }

    private void addIfObject(String name, List<Entry> page) {
        Path file = directory.path().resolve(name);
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isRegularFile()) {
                page.add(new Entry(new FileLocation(file).url(), name, found.size()));
            }
        } catch (NoSuchFileException e) {
            return; // gone since the directory was read
        } catch (IOException e) {
            throw failures.of(file, e);
        }
    }
}
