package io.longshore.catalog;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.image.ImageException;
import io.longshore.importing.ImportId;
import org.jdbi.v3.core.Handle;

/** Writes to an open import: one transaction each, under the image's lock. */
final class ImportWrites {

    private final Database database;
    private final ImageRows rows;

    ImportWrites(Database database, ImageRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** What is written, given the import as it is under its image's lock. */
    interface Write {
        void apply(Handle handle, ImportRow row);
    }

    /** A run's: {@code SUPERSEDED}, and nothing changed, unless the import is open under the run's epoch. */
    void ofRun(ImportId id, int epoch, Write write) {
        database.change(handle -> {
            write.apply(handle, open(handle, id, epoch));
        });
    }

    /** The import, if it is open under that epoch, and its image locked; else {@code SUPERSEDED}. */
    ImportRow open(Handle handle, ImportId id, int epoch) {
        boolean there = rows.lockRow(handle, id);
        ImportRow row = ImportRows.get(handle, id);
        if (!there || !row.isOpen() || row.epoch() != epoch) {
            throw new ImageException(SUPERSEDED, "import " + id + ": it has ended or a later run has taken over");
        }
        return row;
    }

    /** An operator's, of which the run is to be told: {@code CONFLICT} where the import has ended. */
    void ofOperator(ImportId id, Write write) {
        database.change(handle -> {
            boolean there = rows.lockRow(handle, id);
            ImportRow row = ImportRows.get(handle, id);
            if (!there || !row.isOpen()) {
                throw new ImageException(CONFLICT, "import " + id + " has ended");
            }
            handle.createUpdate("update imports set said = said + 1, updated_at = clock_timestamp() where id = :id")
                    .bind("id", id.value())
                    .execute();
            write.apply(handle, row);
        });
    }

    /** The run must stop, and whatever it still does is superseded. */
    static void setOver(Handle handle, ImportId id, String reason) {
        handle.createUpdate("update imports set over = :reason, epoch = epoch + 1 where id = :id")
                .bind("id", id.value())
                .bind("reason", reason)
                .execute();
    }
}
