package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.nio.file.Path;

/** The objects are files of this machine. */
public interface LocalFiles {

    /** The path of the object; whether it exists is not looked at. {@code INVALID} where the address is not one of this store's. */
    Path path(ObjectUrl url);
}
