package io.longshore.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database that tells, of every statement that was executed, how it was: by the server's own {@code auto_explain}. */
final class ExplainedDatabase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEGINNING = "plan:";

    private final DataSource dataSource;
    private final List<JsonNode> plans = new ArrayList<>();

    ExplainedDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The same database; whatever is read through it is explained. */
    DataSource dataSource() {
        return proxy(
                DataSource.class,
                dataSource,
                (method, result) -> result instanceof Connection c ? explained(c) : result);
    }

    private Connection explained(Connection connection) {
        try (Statement set = connection.createStatement()) {
            set.execute("load 'auto_explain'");
            for (String setting :
                    List.of("log_min_duration = 0", "log_analyze = on", "log_format = json", "log_level = notice")) {
                set.execute("set auto_explain." + setting);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the server cannot explain", e);
        }
        return proxy(
                Connection.class,
                connection,
                (method, result) -> result instanceof PreparedStatement s ? explained(s) : result);
    }

    private PreparedStatement explained(PreparedStatement statement) {
        return proxy(PreparedStatement.class, statement, (method, result) -> {
            if (method.getName().startsWith("execute")) {
                note(statement);
            }
            return result;
        });
    }

    private void note(PreparedStatement statement) {
        try {
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                String message = String.valueOf(w.getMessage());
                int plan = message.indexOf(BEGINNING);
                if (plan >= 0) {
                    plans.add(JSON.readTree(message.substring(plan + BEGINNING.length())));
                }
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("a plan cannot be read", e);
        }
    }

    /** The plans since the last call. */
    List<JsonNode> take() {
        List<JsonNode> taken = List.copyOf(plans);
        plans.clear();
        return taken;
    }

    /** How many rows of {@code table} a plan looked at, wanted or not. */
    static long looksAt(JsonNode plan, String table) {
        long rows = 0;
        if (plan.path("Relation Name").asText().equals(table)) {
            rows += Math.round((plan.path("Actual Rows").asDouble()
                            + plan.path("Rows Removed by Filter").asDouble()
                            + plan.path("Rows Removed by Index Recheck").asDouble())
                    * plan.path("Actual Loops").asDouble());
        }
        for (JsonNode part : plan.path("Plans")) {
            rows += looksAt(part, table);
        }
        return rows;
    }

    private static <T> T proxy(Class<T> type, T target, BiFunction<Method, @Nullable Object, @Nullable Object> after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return after.apply(method, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
