package io.longshore.catalog;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;

/** Transactions, and what their failures mean. */
final class Database {

    /** {@code idle_in_transaction_session_timeout}: it was ended before it could be committed. */
    private static final String STOOD_STILL = "25P03";

    /** {@code feature_not_supported}, that a cached plan's result type must not change: tables have been migrated since it was made. */
    private static final String PLAN_OUTGROWN = "0A000";

    private final Jdbi jdbi;

    Database(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Runs {@code work} as one transaction; it changes everything or nothing. Where the server took everything back, as this process stood
     * still in the middle of it for too long, or as a newer one has migrated the tables, {@code work} is run once more.
     */
    <T> T transaction(Function<Handle, T> work) {
        return translated(() -> {
            try {
                return jdbi.inTransaction(work::apply);
            } catch (JdbiException e) {
                if (!wasTakenBack(e)) {
                    throw e;
                }
                return jdbi.inTransaction(handle -> {
                    // The driver hears of it, too, and prepares everything anew.
                    handle.execute("deallocate all");
                    return work.apply(handle);
                });
            }
        });
    }

    private static boolean wasTakenBack(JdbiException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (STOOD_STILL.equals(sql.getSQLState()) || PLAN_OUTGROWN.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    void change(Consumer<Handle> work) {
        transaction(handle -> {
            work.accept(handle);
            return true;
        });
    }

    /** Runs one statement, which is a transaction by itself. */
    <T> T read(Function<Handle, T> work) {
        return translated(() -> jdbi.withHandle(work::apply));
    }

    private static <T> T translated(java.util.function.Supplier<T> call) {
        try {
            return call.get();
        } catch (JdbiException e) {
            throw translate(e);
        }
    }

    private static RuntimeException translate(JdbiException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState() == null ? "08" : sql.getSQLState();
                if (isAway(state) || cause instanceof SQLTransientException) {
                    return new ImageException(FailureKind.CATALOG_AWAY, "catalog: the database does not answer", e);
                }
                return new ImageException(FailureKind.INTERNAL, "catalog: statement failed with SQL state " + state, e);
            }
        }
        boolean connection = e instanceof ConnectionException || e instanceof TransactionException;
        return connection
                ? new ImageException(FailureKind.CATALOG_AWAY, "catalog: the database does not answer", e)
                : e;
    }

    /**
     * Connection failures, server going down or starting, out of resources, serialization, tables that are yet to be made, a transaction that
     * stood still for too long: all pass.
     */
    private static boolean isAway(String state) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || state.startsWith("40")
                || state.equals(STOOD_STILL)
                || state.equals("42P01")
                || state.equals("25006");
    }
}
