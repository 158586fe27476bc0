package io.longshore.store.rbd;

import io.longshore.image.ImageException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The uploads that this process has open in one store. To Ceph they are all one client, whose lock cannot be broken by itself: so who
 * takes an upload up or deletes it ends it here. One at a time begins, takes up or deletes what has one name.
 */
final class OpenUploads {

    private final Map<String, RbdUpload> open = new ConcurrentHashMap<>();
    private final Map<String, Turn> turns = new HashMap<>();

    /** Notes an upload that was begun or taken up. */
    void add(String name, RbdUpload upload) {
        open.put(name, upload);
    }

    void remove(String name, RbdUpload upload) {
        open.remove(name, upload);
    }

    /** Ends the upload of that name, if there is one; whoever writes it is told why. Returns when nothing of it is under way. */
    void end(String name, ImageException why) {
        RbdUpload upload = open.get(name);
        if (upload != null) {
            upload.endFor(why);
        }
    }

    /** Does {@code work} while nobody else in this process does anything under the same name. */
    <T> T alone(String name, Supplier<T> work) {
        Turn turn;
        synchronized (turns) {
            turn = turns.computeIfAbsent(name, n -> new Turn());
            turn.wanted++;
        }
        turn.lock.lock();
        try {
            return work.get();
        } finally {
            turn.lock.unlock();
            synchronized (turns) {
                if (--turn.wanted == 0) {
                    turns.remove(name);
                }
            }
        }
    }

    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private int wanted;
    }
}
