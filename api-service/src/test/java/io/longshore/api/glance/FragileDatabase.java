package io.longshore.api.glance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database that goes away, and that makes a change and does not say so, where a test wants it. */
final class FragileDatabase {

    private static final String AWAY = "08006";

    private final DataSource database;
    private volatile boolean away;
    private volatile @Nullable String unsaid;

    FragileDatabase(DataSource database) {
        this.database = database;
    }

    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    /** The next transaction that has a statement with {@code sql} in it is made, and whoever made it does not hear so. */
    void loseAnswerTo(String sql) {
        unsaid = sql;
    }

    /** The same database, as fragile as this. */
    DataSource dataSource() {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof Connection connection ? fragile(connection) : result;
        });
    }

    private Connection fragile(Connection connection) {
        boolean[] loses = {false};
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                if (away) {
                    throw new SQLException("away", AWAY);
                }
                String sql = unsaid;
                loses[0] |= sql != null && arguments[0].toString().contains(sql);
            }
            Object result = call(connection, method, arguments);
            if (method.getName().equals("commit") && loses[0]) {
                loses[0] = false;
                unsaid = null;
                throw new SQLException("no answer", AWAY);
            }
            return result;
        });
    }

    private static @Nullable Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private interface Calls {
        @Nullable
        Object make(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> calls.make(method, arguments)));
    }
}
