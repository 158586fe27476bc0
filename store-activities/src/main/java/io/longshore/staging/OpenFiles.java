package io.longshore.staging;

import io.longshore.staging.StagedName.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/**
 * What a writer holds open.
 *
 * @param lock keeps other processes out
 */
record OpenFiles(FileChannel data, FileChannel units, FileLock lock) implements AutoCloseable {

    /** Opens, or makes, the files of {@code name}; on failure nothing stays open and the lock is released. */
    static OpenFiles open(StagingFiles files, StagedName name, FileLock lock) throws IOException {
        FileChannel data = null;
        try {
            files.delete(name, Kind.FAILED);
            data = files.openToWrite(name, Kind.DATA);
            return new OpenFiles(data, files.openToWrite(name, Kind.UNITS), lock);
        } catch (IOException e) {
            if (data != null) {
                data.close();
            }
            lock.release();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (data;
                units) {
            lock.release();
        }
    }
}
