package io.longshore.store;

import io.longshore.image.ObjectUrl;

/**
 * Others may build on a store's objects (clones), and then these must stay. Before an image is deleted its copies are claimed, all or
 * none: who builds on one is heard while the image can still be left alone.
 */
public interface Claims {

    /**
     * Makes sure that nobody builds on the object, nor can from now on; it is read as before. {@code IN_USE}, and nothing changed, where
     * somebody does. Absent is success. Repeatable.
     */
    void claim(ObjectUrl url);

    /** Lets others build on the object again. Absent is success. Repeatable. */
    void unclaim(ObjectUrl url);
}
