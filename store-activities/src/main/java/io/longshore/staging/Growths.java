package io.longshore.staging;

import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** The growths that somebody in this process writes or follows. */
final class Growths {

    private final Map<StagedName, Shared> shared = new HashMap<>();

    private static final class Shared {
        private final Growth growth = new Growth();
        private int holders;
    }

    /** The growth of {@code name}; to be given back by {@link #release}. */
    synchronized Growth hold(StagedName name) {
        Shared found = shared.computeIfAbsent(name, n -> new Shared());
        found.holders++;
        return found.growth;
    }

    synchronized void release(StagedName name, Growth growth) {
        Shared found = shared.get(name);
        if (found != null && found.growth == growth && --found.holders == 0) {
            shared.remove(name);
        }
    }

    /** Nothing more can be had of those generations of the image; who comes later begins anew. */
    synchronized void end(ImageId image, IntPredicate generations, ImageException why) {
        shared.entrySet().removeIf(entry -> {
            StagedName name = entry.getKey();
            boolean ends = name.image().equals(image) && generations.test(name.generation());
            if (ends) {
                entry.getValue().growth.over(why);
            }
            return ends;
        });
    }
}
