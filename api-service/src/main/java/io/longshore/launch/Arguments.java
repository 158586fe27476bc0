package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of a command line, taken one by one; what is left over at the end is a mistake. */
final class Arguments {

    private final List<String> left;

    Arguments(List<String> words) {
        this.left = new ArrayList<>(words);
    }

    /** Takes a word without a value; whether it was there. */
    boolean flag(String name) {
        return left.remove(name);
    }

    /** Takes {@code name VALUE} or {@code name=VALUE}. */
    Optional<String> option(String name) {
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i).startsWith(name + "=")) {
                return Optional.of(left.remove(i).substring(name.length() + 1));
            }
            if (left.get(i).equals(name)) {
                if (i + 1 == left.size()) {
                    throw wrong(name + " needs a value.");
                }
                left.remove(i);
                return Optional.of(left.remove(i));
            }
        }
        return Optional.empty();
    }

    int port(String name, int fallback) {
        Optional<String> text = option(name);
        if (text.isPresent() && !text.get().matches("\\d{1,5}")) {
            throw wrong(name + " needs a port number.");
        }
        int port = text.map(Integer::parseInt).orElse(fallback);
        if (port < 1 || port > 65535) {
            throw wrong(name + " must be from 1 to 65535.");
        }
        return port;
    }

    Path path(String name, String fallback) {
        return Path.of(option(name).orElse(fallback));
    }

    /** Takes the next word that is no option. */
    Optional<String> word() {
        for (int i = 0; i < left.size(); i++) {
            if (!left.get(i).startsWith("-")) {
                return Optional.of(left.remove(i));
            }
        }
        return Optional.empty();
    }

    void end() {
        if (!left.isEmpty()) {
            throw wrong("what is " + left.getFirst() + "?");
        }
    }

    static ImageException wrong(String words) {
        return new ImageException(FailureKind.INVALID, words + " See ./longshore help.");
    }
}
