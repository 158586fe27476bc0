package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.nio.file.Path;

/** The objects are files that this machine can open. */
public interface LocalFiles {

    /** The path of the object; whether it exists is not looked at. {@code INVALID} where the address is not one of this store's. */
    Path path(ObjectUrl url);

    /** Whether its file system is on a network: then a read may wait for another machine, for as long as that likes. */
    default boolean isRemote(ObjectUrl url) {
        return false;
    }
}
